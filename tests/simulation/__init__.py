"""A simulated conference: days of it in minutes, with people, organisers, faults and crashes; it keeps its promises."""
