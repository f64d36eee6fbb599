"""The decisions of the service: where a call goes, what it says, what a text contains, and when it is sent.

The package is pure. Its functions take a request, the schedule and the current time, and return actions. They do no
I/O, read no clock and use no framework. :mod:`ivr.twiml` renders the actions; :mod:`ivr.service` stores the promises.
"""
