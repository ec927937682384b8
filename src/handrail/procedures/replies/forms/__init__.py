"""Forms whose look the law sets, given by hand: approved words, set as the law files say, the last day filled in."""
