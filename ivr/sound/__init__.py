"""Conversion of recorded sound files to recordings for the telephone."""
