"""Prints a notice written in HTML again and again in one warm Chromium: page, how often, where to say how fast."""
import json
import sys
import time
from pathlib import Path

from browser import browser

page, times, out = Path(sys.argv[1]).as_uri(), int(sys.argv[2]), Path(sys.argv[3])


def one(driver, number):
    driver.get(f"{page}?{number}")
    pdf = driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})
    assert len(pdf["data"]) > 10_000


with browser() as driver:
    one(driver, 0)
    began = time.monotonic()
    for number in range(times):
        one(driver, number)
    out.write_text(json.dumps({"prints_per_s": times / (time.monotonic() - began)}))
