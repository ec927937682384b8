"""Control of versions: who decides, what a signature says, comments, withdrawal, and what a change reaches."""
