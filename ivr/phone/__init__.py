"""A simulated telephone and a simulated carrier, to try the service with.

The package uses the service only through TwiML, signed webhooks and HTTP, as a carrier does, and imports none of its
modules. The terminal (`ivr call`), the browser page and the scenario tests use the same handset.
"""
