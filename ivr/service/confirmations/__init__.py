"""Confirmation of the hours by the agencies themselves: links, answers, mails."""
