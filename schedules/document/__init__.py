"""The document of a schedule: YAML that people can write, every mistake with its row."""
