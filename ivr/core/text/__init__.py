"""Text messages: promises, answers to inbound texts, content, limits and delivery policy."""
