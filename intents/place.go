package intents

import (
	"regexp"
	"strings"

	"linli/text"
)

// Place is where somebody lives or something is, as far as it was said: Arabic digits, buildings also letters (A).
type Place struct{ Building, Unit, Floor, Room string }

// String is the place as people write it: "3栋2单元501"; the floor only when there is no room.
func (p Place) String() string {
	var b strings.Builder
	add := func(value, suffix string) {
		if value != "" {
			b.WriteString(value + suffix)
		}
	}
	add(p.Building, "栋")
	add(p.Unit, "单元")
	if p.Room == "" {
		add(p.Floor, "楼")
	}
	add(p.Room, "")
	return b.String()
}

var (
	dashed3  = regexp.MustCompile(`(?:^|[^\d\-./])(\d{1,3}|[a-z])(?:栋|幢|号楼|座|#)?\s*[-—–_/]\s*(\d{1,2})(?:单元)?\s*[-—–_/]\s*(\d{3,4})(?:[^\d\-]|$)`)
	dashed2  = regexp.MustCompile(`(?:^|[^\d\-./a-z])(\d{1,3}|[a-z])\s*[-—–#]\s*(\d{3,4})(?:[^\d\-点元块]|$)`)
	building = regexp.MustCompile(`(` + numeral + `|\b[a-z])\s*(?:栋|幢|号楼|座|#楼?|号(?:\d{3,4})|dong\b|hao ?lou\b)|(?:building|block|bldg)\s*(?:no\.?\s*)?([a-z]\b|\d{1,3})`)
	unit     = regexp.MustCompile(`^[\s,的-]*(` + numeral + `)\s*(?:单元|门(?:[^口禁锁铃外卡\d零〇一二三四五六七八九]|$)|dan ?yuan)|^[\s,的-]*(` + numeral + `)\s*门\s*(?:\d{3,4}|[零〇一二三四五六七八九]{3,4})|^[\s,]*unit\s*(\d{1,2})\b`)
	anyUnit  = regexp.MustCompile(`(` + numeral + `)\s*(?:单元|dan ?yuan\b)|unit\s*(\d{1,2})\b`)
	floor    = regexp.MustCompile(`^[\s,的-]*(` + numeral + `)\s*(?:楼|层|f\b)`)
	anyFloor = regexp.MustCompile(`(?:^|[^爬了两第号几])(` + numeral + `)\s*(?:楼|层)(?:[^上下道梯顶]|$)`)
	unitRoom = regexp.MustCompile(`^[\s,的-]*(\d{1,2})\s*-\s*(\d{3,4})(?:\D|$)`)
	room     = regexp.MustCompile(`^[\s,的-]*(\d{3,4}|[零〇一二三四五六七八九]{3,4})(?:室|房|号|户|shi)?(?:[^\d年元块]|$)`)
	anyRoom  = regexp.MustCompile(`(?:^|[^\d\-])(\d{3,4})(?:室|房间|房(?:[^价租])|户|把|家)|(?:住在?|家在?|我是|楼上|楼下|隔壁|对门|邻居|from|room|apt)\s*(\d{3,4})(?:[^\d年元块点]|$)`)
	bareRoom = regexp.MustCompile(`^(\d{3,4})(?:室|房|号)?(?:才对|的|吧|啊)*$`)

	misspelt  = regexp.MustCompile(`(` + numeral + `)\s*[动冻洞懂董东]\s*(` + numeral + `)\s*(?:单元|但元|丹元)`) // 3动2单元, as keyboards and ears spell 栋
	corrected = regexp.MustCompile(`(?:(?:不是|不住|不在)[^,是住]*[, ]*|(?:写|说|填|打|搞|弄|记)错了?[,。 ]*|改)(?:而是|应该是|应该|应是|是|住在?|在|成|为)(.+)$`)
)

// ParsePlace reads a place out of s, or the bare answer to "which flat?" ("501"). It is false when nothing was found.
func ParsePlace(s string) (Place, bool) {
	s = text.Normalize(s)
	if m := bareRoom.FindStringSubmatch(s); m != nil {
		return placeOf("", "", "", m[1]), true
	}
	p := findPlace(s)
	return p, p != Place{}
}

// placeIn is the place a message means: of 不是501，是502 the second.
func placeIn(s string) Place {
	if m := corrected.FindStringSubmatch(s); m != nil {
		if p, ok := ParsePlace(m[1]); ok {
			return p
		}
	}
	return findPlace(s)
}

// findPlace reads the first place in a normalized message.
func findPlace(s string) Place {
	if !strings.ContainsAny(s, "0123456789零〇一二两三四五六七八九十") && !strings.ContainsAny(s, "栋幢座") {
		return Place{}
	}
	s = misspelt.ReplaceAllString(s, "${1}栋${2}单元")
	if m := dashed3.FindStringSubmatch(s); m != nil {
		return placeOf(m[1], m[2], "", m[3])
	}
	if m := building.FindStringSubmatchIndex(s); m != nil {
		return afterBuilding(s, m)
	}
	if m := dashed2.FindStringSubmatch(s); m != nil {
		return placeOf(m[1], "", "", m[2])
	}
	if m := anyUnit.FindStringSubmatchIndex(s); m != nil {
		f, r := afterUnit(s[m[1]:])
		return placeOf("", group(s, m, 1)+group(s, m, 2), f, r)
	}
	if m := anyRoom.FindStringSubmatch(s); m != nil {
		return placeOf("", "", "", m[1]+m[2])
	}
	if m := anyFloor.FindStringSubmatch(s); m != nil {
		return placeOf("", "", m[1], "")
	}
	return Place{}
}

// afterBuilding reads unit, floor and room that follow the building matched by m.
func afterBuilding(s string, m []int) Place {
	b := group(s, m, 1) + group(s, m, 2)
	rest := s[m[1]:]
	if at := strings.Index(s[m[0]:m[1]], "号"); at >= 0 && !strings.Contains(s[m[0]:m[1]], "号楼") { // 12号501
		rest = s[m[0]+at+len("号"):]
	}
	if ur := unitRoom.FindStringSubmatch(rest); ur != nil {
		return placeOf(b, ur[1], "", ur[2])
	}
	u := ""
	if um := unit.FindStringSubmatchIndex(rest); um != nil {
		u = group(rest, um, 1) + group(rest, um, 2) + group(rest, um, 3)
		end := um[1]
		if um[4] >= 0 { // 3门401: the room is still to be read
			end = um[5] + strings.Index(rest[um[5]:], "门") + len("门")
		}
		rest = rest[end:]
	}
	f, r := afterUnit(rest)
	if r == "" {
		if rm := anyRoom.FindStringSubmatch(rest); rm != nil { // 11栋2单元，楼上1502
			r = rm[1] + rm[2]
		}
	}
	return placeOf(b, u, f, r)
}

func afterUnit(rest string) (f, r string) {
	if fm := floor.FindStringSubmatchIndex(rest); fm != nil {
		f, rest = group(rest, fm, 1), rest[fm[1]:]
	}
	if rm := room.FindStringSubmatch(rest); rm != nil {
		r = rm[1]
	}
	return f, r
}

func group(s string, m []int, i int) string {
	if m[2*i] < 0 {
		return ""
	}
	return s[m[2*i]:m[2*i+1]]
}

// placeOf makes every part Arabic and takes the floor from the room: 501 is on 5, 1203 on 12.
func placeOf(b, u, f, r string) Place {
	p := Place{Building: strings.ToUpper(b), Unit: Arabic(u), Floor: Arabic(f), Room: Arabic(r)}
	if n := Arabic(b); n != "" {
		p.Building = n
	}
	if p.Floor == "" && (len(p.Room) == 3 || len(p.Room) == 4) {
		p.Floor = p.Room[:len(p.Room)-2]
	}
	return p
}
