"""Static files under names that change with what is in them, so that a browser may keep each for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = r"""(?m)^(?P<matched>(?P<words>import|.*\bfrom) "(?P<url>\./[\w-]+\.js)";)$"""


class NamedByContent(CompressedManifestStaticFilesStorage):
    """The names by which our modules of JavaScript import their neighbours change as well.

    So no module may import one that needs it: its name would depend on itself. Each pass settles one floor of them.
    Django can do the same for all modules, but those of others name what is not there.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *((f"{app}/*.js", ((IMPORT, '%(words)s "%(url)s";'),)) for app in ("house", "programs", "peergroups")),
    )
    max_post_process_passes = 12
