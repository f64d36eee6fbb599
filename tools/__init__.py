"""What is used while the software is made, and not while it runs."""
