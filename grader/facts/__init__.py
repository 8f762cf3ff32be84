"""The record of an answer, read: folded into its network and laid beside what is asked. Nothing is judged here."""
