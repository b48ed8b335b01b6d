"""Verifying the log: history, leaves, withdrawals, time-stamps, witnesses."""
