"""Alarms: findings grouped, judged, acted on by people, escalated to whoever is on duty."""
