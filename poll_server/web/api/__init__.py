"""What programs can do, `/api/v1/…`.

`docs/organising/api.md` describes it for people, `openapi` for programs.

routes      every address
events, polls, results, stream    what is done there
operation   one thing that can be asked for: who may, what it takes, what it answers
shapes      what is sent and answered, as JSON
problems    what is told where something is not done
openapi     the description that programs read, made of all of these
client      the other side, for Python
"""

from .routes import OPERATIONS as OPERATIONS
from .routes import elsewhere as elsewhere
from .routes import routes as routes
