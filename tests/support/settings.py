"""Valid settings of the service."""

from argon2 import PasswordHasher

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""A fast hasher, for tests that do not check the hashing."""

GOOD = {
    "PUBLIC_URL": "https://hotline.example.org",
    "SECRET_KEY": "0" * 32,
    "TWILIO_ACCOUNT_SID": "AC123",
    "TWILIO_AUTH_TOKEN": "token",
    "TWILIO_PHONE_NUMBER": "+81 50-3123-4567",
}
