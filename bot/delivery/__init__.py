"""The post office: the way to Telegram, its errors, and what they mean."""
