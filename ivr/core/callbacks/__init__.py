"""Call-backs: the service calls a person when somebody is there who speaks the language."""
