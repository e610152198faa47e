// Package data is the content that the program carries: standard answers, emergency
// cards, communities and public holidays, as approved people wrote them.
package data

import (
	"embed"
	"io/fs"
)

//go:embed faq communities holidays emergencies.yaml sop.yaml standards.yaml questions/faq.tsv questions/near_oos.tsv questions/far_oos.tsv
var files embed.FS

// Files is the content folder, of the shape that bot.LoadContent reads.
func Files() fs.FS { return files }
