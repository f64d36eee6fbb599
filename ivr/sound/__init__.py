"""Sound files: what people record, made into what the telephone plays."""
