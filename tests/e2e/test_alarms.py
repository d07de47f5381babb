"""From a spill in the river, or a leak in a park, to an incident: devices over real TCP, gateway, detection, alarm, officer."""

from tests.systems import free_port


def test_an_injected_spill_and_a_leak_become_alarms_and_incidents(system, browse):
    port = str(free_port())
    system.start("gateway", "--port", port)
    system.start(
        "simulate", "--port", port, "--history-h", "2", "--interval-s", "5",
        "--spill", "WS002:w21003=300@20", "--spill", "GS002:a21022=3000@20",
    )  # fmt: skip
    try:
        browse("alarms.mjs", seconds=150)
        browse("gas_alarm.mjs", seconds=150)
    finally:
        system.stop("simulate")
        system.stop("gateway")
        # the tests that follow run without one, and /readyz must not miss it
        system.forget("gateway")
