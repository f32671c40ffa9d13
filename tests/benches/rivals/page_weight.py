"""What a first visit moves, in bytes, as a browser counts it: address, where to say it."""
import json
import sys
from pathlib import Path

from browser import browser

SUM = """return performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
    .reduce((sum, entry) => sum + entry.transferSize, 0)"""

with browser() as driver:
    driver.get(sys.argv[1])
    Path(sys.argv[2]).write_text(json.dumps({"bytes": driver.execute_script(SUM)}))
