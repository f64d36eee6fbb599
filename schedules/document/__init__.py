"""The document form of a schedule: YAML that people can write, with errors reported by row."""
