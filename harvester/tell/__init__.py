"""Telling people: the digest of a night, a feed of new finds, figures, a dead-man ping, letters to boards.

What is told is put together by pure functions from the account of a run; sending and writing stand apart.
"""
