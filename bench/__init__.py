"""How fast and how small Otklik is, each figure beside a bare one measured in the same run (`script/bench`)."""
