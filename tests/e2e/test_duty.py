"""Duty and situation analysis, in a real browser against the whole system."""


def test_a_hand_over_is_accepted_and_a_tip_is_closed(browse):
    browse("duty.mjs", seconds=240)
