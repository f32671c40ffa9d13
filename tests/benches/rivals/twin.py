"""The citizen's look-up as it is often written: a Lambda in Python with boto3 and a Jinja page."""
import os
import urllib.request

import boto3
from jinja2 import Environment

TABLE = boto3.resource("dynamodb", region_name=os.environ["AWS_REGION"]).Table(os.environ["TABLE"])
PAGE = Environment(autoescape=True).from_string("<!doctype html><h1>{{ description }}</h1><p>{{ amount }}</p>")


def handler(event):
    found = TABLE.get_item(Key={"pk": event["pk"], "sk": "P"}).get("Item")
    return PAGE.render(found) if found else None


urllib.request.urlopen(f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation/next").read()
