"""Reads what ships once, in a process from which others are forked: so does `ivr serve` before it has processes."""

from ivr.service.prompts.live import shipped
from prompts import load_recogniser

_ = shipped().book, shipped().by_name, load_recogniser()
