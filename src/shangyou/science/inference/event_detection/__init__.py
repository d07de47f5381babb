"""Early warning from series of readings: from one row to an alarm with its reason.

Every part takes arrays of shape (rows, stations, signals) and looks back only: the answer for a
row uses that row and earlier ones. The order of the parts is the order of the questions asked of
a reading: is it a measurement (quality), is it above a limit (exceedance), has the station changed
against itself (change, combination, scorer), did the river bring it (upstream), and is it one
alarm or many (grouping). Biotoxicity and gas sensors have rules of their own.
"""
