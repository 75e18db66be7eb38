"""The plain host with a queue that does not say how its workers are started."""

from tests.hosts.plain.settings import *  # noqa: F403 - the plain host but for what follows
from tests.hosts.plain.settings import XERO_INTEGRATION as PLAIN

XERO_INTEGRATION = {**PLAIN, "QUEUE": "xero_integration.testing.queue.RecordingQueue"}
