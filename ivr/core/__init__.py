"""The decisions: calls, texts, delivery.

Pure: requests, the schedule and the moment in, actions out. No I/O, no clock, no framework; rendering
to TwiML and keeping promises are others' work. A function here gives the same answer every time.
"""
