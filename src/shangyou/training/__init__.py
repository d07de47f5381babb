"""培训考试: courses, exams, drills."""
