package bot

import (
	"io/fs"

	"linli/desk"
)

// LoadCommunities reads the communities of a content folder alone, for commands that
// need no answers; the first is the default.
func LoadCommunities(files fs.FS) ([]desk.Community, error) {
	c := &Content{}
	err := c.loadCommunities(files)
	return c.communities, err
}
