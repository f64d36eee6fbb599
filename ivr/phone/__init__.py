"""A telephone and a carrier to try the service with.

A black box: it knows TwiML, webhooks and signatures as a carrier does, and imports nothing of the
service. The same handset serves the terminal (`ivr call`) and the scenario tests.
"""
