"""Settings with which the service starts."""

GOOD = {
    "PUBLIC_URL": "https://hotline.example.org",
    "SECRET_KEY": "0" * 32,
    "TWILIO_ACCOUNT_SID": "AC123",
    "TWILIO_AUTH_TOKEN": "token",
    "TWILIO_PHONE_NUMBER": "+81 50-3123-4567",
}
