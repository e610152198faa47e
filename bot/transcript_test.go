package bot_test

import (
	"bufio"
	"context"
	"errors"
	"flag"

	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"linli/bot"
	"linli/desk"
	"linli/store"
)

var update = flag.Bool("update", false, "write the transcripts as they are now")

// A transcript is a conversation as a text file. What a person does stands at the start
// of a line, what linli says is what the test compares:
//
//	# a remark
//	clock 2026-11-23 10:00       set the clock (community's time); clock +24h moves it
//	assign auto                  give orders out by rule
//	shift 早班 08:00-20:00 王师傅   the shift, and who works it every day
//	trade 王师傅 水电              the categories somebody does; "steward 3 王师傅" a building's 管家
//	link 王师傅 9002              link a Telegram account
//	data 值班电话 -               take a value from the community's data
//	resident: 你好                says something; "resident B:" is another resident
//	resident: photo 描述           sends a photo; "voice" a voice message; album X photo …;
//	                              "document image/heic 描述" a file of that type
//	resident: [解决了]             presses the button of that label, the newest first
//	resident: press forged:1      presses what nobody offered
//	web B                        resident B writes in the web chat, which he has opened now
//	opens B                      and comes back to read what is there
//	report 陈经理 answered yes 5   keeps how the call due first went: outcome, fixed, rating
//	calls                        who is to call whom ("call:") is compared
//	staff 王师傅: [认领]           presses it in the staff room
//	staff 王师傅: 办结 换了角阀     writes in the staff room, on the newest order
//	incident 停水 3栋 09:00-18:00 …  publishes one for the day the clock shows, "计划停水" a planned
//	                              one, "-?" without a known end; end, withdraw 原因, broadcast
//	phoned 李阿姨 3-2-501 水电 …   somebody phones, and 陈经理 takes it down
//	restart                       stops and starts everything on the same folder
//	bot: …    staff: …  system: … to the resident;  room: … in the staff room
//
// Buttons stand in brackets behind the words.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d transcripts, %v; at least 40 are wanted", len(files), err)
	}
	content := loadContent(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			runTranscript(t, content, file)
		})
	}
}

var loadOnce = sync.OnceValues(func() (*bot.Content, error) {
	return bot.LoadContent(context.Background(), os.DirFS("../data"), desk.Edits{})
})

func loadContent(t *testing.T) *bot.Content {
	t.Helper()
	c, err := loadOnce()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func runTranscript(t *testing.T, content *bot.Content, file string) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := newStage(t, content)
	var got []string
	sc := bufio.NewScanner(strings.NewReader(string(raw)))
	for sc.Scan() {
		line := sc.Text()
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			got = append(got, line)
		case isSaid(line): // compared, not done
		default:
			got = append(got, line)
			s.do(line)
			got = append(got, s.heard()...)
		}
	}
	s.stop()
	text := strings.Join(got, "\n") + "\n"
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if text != string(raw) {
		t.Errorf("%s differs; see what changed with -update and git diff:\n%s", file, firstDifference(string(raw), text))
	}
}

func isSaid(line string) bool {
	for _, p := range []string{"bot", "staff:", "system", "room", "private", "call:", "    "} {
		if strings.HasPrefix(line, p) {
			return true
		}
	}
	return false
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		var a, b string
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("line %d\nwant: %s\ngot:  %s", i+1, a, b)
		}
	}
	return ""
}

// stage is everything but the channels, on a real database with a clock of its own.
type stage struct {
	t       *testing.T
	dir     string
	content *bot.Content
	mu      sync.Mutex
	now     time.Time
	store   *store.Store
	acts    *bot.Staff
	room    *bot.Room
	worker  *bot.Worker
	sched   *bot.Schedule
	inbox   *drain
	rooms   bot.Rooms
	convs   map[string]int64        // resident -> conversation
	web     map[string]desk.Address // of residents who write there
	seen    map[int64]int64         // conversation -> last message shown
	people  map[string]desk.Staff
	listed  []string // calls that were asked for
	n       int
}

var roomAddress = desk.Address{Channel: desk.ChannelTelegram, Community: "demo", ID: "-100"}

func newStage(t *testing.T, content *bot.Content) *stage {
	s := &stage{t: t, dir: t.TempDir(), content: content, convs: map[string]int64{}, web: map[string]desk.Address{}, seen: map[int64]int64{}, rooms: bot.Rooms{"demo": {roomAddress}}, people: map[string]desk.Staff{}}
	s.setClock("2026-11-23 10:00")
	s.start()
	for _, p := range []desk.Staff{{Name: "王师傅", Role: desk.RoleStaff}, {Name: "李师傅", Role: desk.RoleStaff}, {Name: "陈经理", Role: desk.RoleManager}} {
		p.Community = "demo"
		added, err := s.store.AddStaff(context.Background(), p)
		s.must(err)
		s.people[p.Name] = added
	}
	s.must(s.store.LinkTelegram(context.Background(), s.people["陈经理"].ID, "9001"))
	return s
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

var shanghai = time.FixedZone("CST", 8*3600)

func (s *stage) setClock(v string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d, ok := strings.CutPrefix(v, "+"); ok {
		span, err := time.ParseDuration(d)
		s.must(err)
		s.now = s.now.Add(span)
		return
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", v, shanghai)
	s.must(err)
	s.now = at
}

func (s *stage) start() {
	st, err := store.Open(context.Background(), s.dir, s.clock)
	s.must(err)
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	s.store = st
	s.acts = &bot.Staff{Orders: st, Content: s.content, Rooms: s.rooms, Now: s.clock}
	s.room = &bot.Room{Acts: s.acts, People: st}
	s.sched = &bot.Schedule{Due: st, Acts: s.acts, People: st, Log: log}
	engine := &bot.Engine{Content: s.content, Records: st, Rooms: s.rooms, Now: s.clock, Log: log}
	s.inbox = &drain{Store: st}
	s.worker = &bot.Worker{Inbox: s.inbox, Engine: engine, Room: s.room, Bell: store.BellInbox, Now: s.clock, Log: log, Hands: 1}
}

func (s *stage) stop() { s.must(s.store.Close()) }

// drain ends the worker's run when the inbox is empty.
type drain struct {
	*store.Store
	cancel context.CancelFunc
}

func (d *drain) NextInbound(ctx context.Context, n int, lease time.Duration) ([]desk.Inbound, error) {
	list, err := d.Store.NextInbound(ctx, n, lease)
	if errors.Is(err, desk.ErrNoneDue) {
		d.cancel()
	}
	return list, err
}

// work decides all that waits and does what is due.
func (s *stage) work() {
	ctx, cancel := context.WithCancel(context.Background())
	s.inbox.cancel = cancel
	s.worker.Run(ctx)
	cancel()
	s.must(s.sched.Tick(context.Background()))
	w, err := s.store.Waiting(context.Background())
	s.must(err)
	if w.Inbox > 0 {
		s.t.Errorf("%d messages were not decided", w.Inbox)
	}
}

var spokenLine = regexp.MustCompile(`^(resident|staff)(?: ([^:]*))?: ?(.*)$`)

func (s *stage) do(line string) {
	s.t.Helper()
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "clock":
		s.setClock(rest)
	case "data":
		s.data(rest)
	case "registry":
		s.registry(strings.Fields(rest))
	case "noroom":
		s.rooms = nil
		s.stop()
		s.start()
	case "assign":
		s.reload(func(demo []byte) []byte { return append(demo, "\nassign: "+rest+"\n"...) })
	case "shift", "trade", "steward", "link":
		s.roster(verb, strings.Fields(rest))
	case "incident":
		s.incident(rest)
	case "phoned":
		s.phoned(rest)
	case "web", "opens", "calls", "report":
		s.back(verb, strings.Fields(rest))
	case "restart":
		s.stop()
		s.start()
	default:
		m := spokenLine.FindStringSubmatch(line)
		if m == nil {
			s.t.Fatalf("line %q is no command", line)
		}
		if m[1] == "resident" {
			s.resident(m[2], m[3])
		} else {
			s.staff(m[2], m[3])
		}
	}
	s.work()
}

func (s *stage) inbound(said string) desk.Inbound {
	s.n++
	in := desk.Inbound{ExternalID: strconv.Itoa(s.n), Text: said}
	if album, after, ok := cutAlbum(said); ok {
		in.Album, said, in.Text = album, after, after
	}
	switch kind, words, _ := strings.Cut(said, " "); kind {
	case "photo":
		in.Text, in.Media = words, []desk.MediaRef{{Kind: desk.Photo, Remote: "file" + in.ExternalID}}
	case "voice":
		in.Text, in.Media = words, []desk.MediaRef{{Kind: desk.Voice, Remote: "file" + in.ExternalID}}
	case "document":
		declared, after, _ := strings.Cut(words, " ")
		in.Text, in.Media = after, []desk.MediaRef{{Kind: desk.Document, Type: declared, Remote: "file" + in.ExternalID}}
	case "press":
		in.Text, in.Press = "", words
	case "empty":
		in.Text = ""
	case "long":
		in.Text = strings.Repeat("啰嗦", 2500)
	case "control":
		in.Text = "物业费\x00怎么\x1b[31m交\u202e？"
	}
	return in
}

func cutAlbum(s string) (album, rest string, ok bool) {
	rest, ok = strings.CutPrefix(s, "album ")
	if !ok {
		return "", s, false
	}
	album, rest, _ = strings.Cut(rest, " ")
	return album, rest, true
}

func (s *stage) resident(name, said string) {
	s.t.Helper()
	in := s.inbound(said)
	in.From = desk.Address{Channel: desk.ChannelTelegram, Community: "demo", ID: "resident" + name}
	if home, ok := s.web[name]; ok {
		in.From = home
	}
	in.Name = "住户" + name
	if label, ok := button(said); ok {
		in.Text, in.Press = "", s.findPress(name, label)
	}
	got, err := s.store.Receive(context.Background(), in, false)
	s.must(err)
	if s.convs[name] == 0 {
		c, err := s.store.Conversation(context.Background(), 1+int64(len(s.convs)))
		s.must(err)
		s.convs[name] = c.ID
		s.seen[c.ID] = 0
	}
	s.seen[s.convs[name]] = max(s.seen[s.convs[name]], got.Message)
}

func button(said string) (string, bool) {
	if strings.HasPrefix(said, "[") && strings.HasSuffix(said, "]") {
		return said[1 : len(said)-1], true
	}
	return "", false
}

// findPress is the newest button of the label that the resident was shown.
func (s *stage) findPress(name, label string) string {
	s.t.Helper()
	list, err := s.store.Messages(context.Background(), s.convs[name], 0, 1000)
	s.must(err)
	for i := len(list) - 1; i >= 0; i-- {
		for _, b := range list[i].Buttons {
			if b.Label == label {
				return b.Press
			}
		}
	}
	s.t.Fatalf("nobody offered [%s]", label)
	return ""
}

func (s *stage) staff(name, said string) {
	s.t.Helper()
	in := s.inbound(said)
	in.From, in.Name = roomAddress, name
	if p, ok := s.people[name]; ok {
		in.Staff = p.Actor()
		if len(s.rooms) == 0 { // they write by themselves
			linked, err := s.store.Staff(context.Background(), p.ID)
			s.must(err)
			in.From.ID = linked.Telegram
		}
	}
	list, err := s.store.Orders(context.Background(), store.OrderFilter{Limit: 1})
	s.must(err)
	if len(list) > 0 {
		in.Order = list[0].ID
	}
	if label, ok := button(said); ok {
		in.Text, in.Press = "", s.roomPress(label)
		in.Callback = "callback/" + in.ExternalID
	}
	_, err = s.store.Receive(context.Background(), in, true)
	s.must(err)
}

var roomButtons = map[string]desk.Button{}
var roomButtonsMu sync.Mutex

func (s *stage) roomPress(label string) string {
	s.t.Helper()
	roomButtonsMu.Lock()
	defer roomButtonsMu.Unlock()
	b, ok := roomButtons[s.dir+label]
	if !ok {
		s.t.Fatalf("nobody offered [%s] in the room", label)
	}
	return b.Press
}

// heard is what was said since the last look, to residents and in rooms.
func (s *stage) heard() []string {
	s.t.Helper()
	ctx := context.Background()
	var out []string
	names := make([]string, 0, len(s.convs))
	for name := range s.convs {
		names = append(names, name)
	}
	for i := range names {
		for j := i + 1; j < len(names); j++ {
			if s.convs[names[j]] < s.convs[names[i]] {
				names[i], names[j] = names[j], names[i]
			}
		}
	}
	for _, name := range names {
		id := s.convs[name]
		list, err := s.store.Messages(ctx, id, s.seen[id], 1000)
		s.must(err)
		for _, m := range list {
			s.seen[id] = m.ID
			if m.From == desk.FromResident {
				continue
			}
			who := string(m.From)
			if name != "" {
				who += " " + name
			}
			out = append(out, script(who, m.Text, m.Buttons, m.Media)...)
		}
	}
	out = append(out, s.listed...)
	s.listed = nil
	return append(out, s.roomHeard()...)
}

// roomHeard takes what is for rooms and single staff out of the outbox. What is for
// residents was shown from the record.
func (s *stage) roomHeard() []string {
	var out []string
	ctx := context.Background()
	for {
		list, err := s.store.NextOutbound(ctx, 50, time.Minute)
		if errors.Is(err, desk.ErrNoneDue) {
			return out
		}
		s.must(err)
		for _, m := range list {
			s.must(s.store.Sent(ctx, m.Key, desk.Receipt(m.To.ID+"/"+m.Key)))
			if strings.HasPrefix(m.To.ID, "resident") {
				continue
			}
			roomButtonsMu.Lock()
			for _, b := range m.Buttons {
				roomButtons[s.dir+b.Label] = b
			}
			roomButtonsMu.Unlock()
			who := "room"
			switch {
			case strings.HasPrefix(m.To.ID, "callback/"):
				who = "room answer"
			case m.To.ID != roomAddress.ID && m.Edits != "":
				who = "private edit " + m.To.ID
			case m.To.ID != roomAddress.ID:
				who = "private " + m.To.ID
			case m.Edits != "":
				who = "room edit"
			}
			out = append(out, script(who, m.Text, m.Buttons, m.Media)...)
		}
	}
}

func script(who, text string, buttons []desk.Button, media []desk.MediaRef) []string {
	lines := strings.Split(text, "\n")
	for i := 1; i < len(lines); i++ {
		lines[i] = "    " + lines[i]
	}
	lines[0] = who + ": " + lines[0]
	last := &lines[len(lines)-1]
	for _, m := range media {
		*last += " <" + string(m.Kind) + ">"
	}
	for _, b := range buttons {
		*last += " [" + b.Label + "]"
	}
	return lines
}

// data takes a value out of the demo community, "名字 -".
func (s *stage) data(rest string) {
	s.t.Helper()
	name, _, _ := strings.Cut(rest, " ")
	line := regexp.MustCompile(`(?m)^  ` + regexp.QuoteMeta(name) + `:.*\n`)
	s.reload(func(demo []byte) []byte {
		if !line.Match(demo) {
			s.t.Fatalf("the demo community has no %s", name)
		}
		return line.ReplaceAll(demo, nil)
	})
}

// reload loads the content anew, as if its editor had changed the demo community.
func (s *stage) reload(change func(demo []byte) []byte) {
	s.t.Helper()
	files := fstest.MapFS{}
	s.must(fs.WalkDir(os.DirFS("../data"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join("../data", path))
		files[path] = &fstest.MapFile{Data: b}
		return err
	}))
	demo := files["communities/demo.yaml"]
	demo.Data = change(demo.Data)
	content, err := bot.LoadContent(context.Background(), files, desk.Edits{})
	s.must(err)
	s.content = content
	s.stop()
	s.start()
}

// phoned opens an order without a chat, "李阿姨 3-2-501 水电 厨房角阀漏水".
func (s *stage) phoned(rest string) {
	s.t.Helper()
	f := strings.SplitN(rest, " ", 4)
	at := strings.Split(f[1], "-")
	_, err := s.acts.Register(context.Background(), s.people["陈经理"], desk.Registration{Kind: desk.Repair, Category: f[2], Resident: f[0], Text: f[3],
		Phone: "13812341234", Place: desk.Place{Building: at[0], Unit: at[1], Room: at[2]}})
	s.must(err)
}

// registry makes "3-2-501 13812341234 ..." the register of residents.
func (s *stage) registry(f []string) {
	s.t.Helper()
	hash, err := s.store.NumberHasher(context.Background(), "demo")
	s.must(err)
	var lines []desk.RegistryLine
	for i := 0; i+1 < len(f); i += 2 {
		at := strings.Split(f[i], "-")
		lines = append(lines, desk.RegistryLine{Flat: desk.Flat{Building: at[0], Unit: at[1], Room: at[2]}, Number: hash(f[i+1])})
	}
	s.must(s.store.ReplaceRegistry(context.Background(), s.people["陈经理"], lines))
}

// roster sets the demo community's roster up.
func (s *stage) roster(what string, f []string) {
	s.t.Helper()
	ctx := context.Background()
	if what == "link" {
		s.must(s.store.LinkTelegram(ctx, s.people[f[0]].ID, f[1]))
		return
	}
	s.must(s.acts.EditRoster(ctx, s.people["陈经理"], func(r *desk.Roster) error {
		switch what {
		case "trade":
			return r.SetTrades(s.people[f[0]].ID, f[1:])
		case "steward":
			return r.SetSteward(f[0], s.people[f[1]].ID)
		}
		from, to, _ := strings.Cut(f[1], "-")
		err := r.SetShift(desk.Shift{Name: f[0], From: from, To: to})
		for _, name := range f[2:] {
			err = errors.Join(err, r.SetWeek(s.people[name].ID, len(r.Shifts), []time.Weekday{0, 1, 2, 3, 4, 5, 6}))
		}
		return err
	}))
}
