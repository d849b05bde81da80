"""What ``simulate`` and ``solve`` show: tables for people, JSON for programs, a picture of how a year may turn out."""
