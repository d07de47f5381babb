"""What people do, in a real browser against the whole system."""


def test_from_a_click_on_the_river_to_word_files(browse):
    browse("spill.mjs")


def test_a_call_and_its_plan_by_keyboard_alone(browse):
    browse("keyboard.mjs", seconds=90)


def test_every_page_fits_both_screens_in_both_languages(browse):
    browse("pages.mjs", seconds=120)


def test_a_register_is_filtered_changed_imported_and_exported(browse):
    browse("registers.mjs", seconds=90)


def test_three_gases_from_a_click_to_zones(browse):
    browse("gas.mjs", seconds=120)


def test_samples_are_entered_and_correct_the_forecast(browse):
    browse("samples.mjs")


def test_oil_is_run_and_a_boom_holds_it(browse):
    browse("oil.mjs")


def test_low_water_and_flood_stand_side_by_side(browse):
    browse("seasons.mjs")


def test_measures_are_drawn_compared_proposed_and_adopted(browse):
    browse("measures.mjs", seconds=120)


def test_a_survey_and_a_gauge_reach_the_forecast(browse):
    browse("hydraulics.mjs")


def test_a_stopped_worker_is_said_on_the_desk_and_by_readyz(system, browse):
    system.stop("worker")
    try:
        system.wait_for("/readyz", 503, seconds=90)
        browse("stopped_worker.mjs")
    finally:
        system.start("worker")
        system.wait_for("/readyz", 200, seconds=90)
