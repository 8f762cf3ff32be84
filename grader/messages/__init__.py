"""Every text a user reads, by code, in Korean and English."""
