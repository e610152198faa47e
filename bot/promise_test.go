package bot

import (
	"testing"
	"time"

	"linli/desk"
)

func TestReadPromise(t *testing.T) {
	c := &desk.Community{ID: "demo", Name: "邻里花园"}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	now := c.Local(time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)) // Monday 10:00
	const none = ""
	for _, tc := range []struct {
		words string
		kind  desk.PromiseKind
		due   string
	}{
		{"15分钟内到", desk.PromiseCome, "11-23 10:15"},
		{"您好，我十五分钟后过来", desk.PromiseCome, "11-23 10:15"},
		{"师傅半小时到您家", desk.PromiseCome, "11-23 10:30"},
		{"一个半小时左右上门，请您留人", desk.PromiseCome, "11-23 11:30"},
		{"不好意思，差不多二十分钟赶到", desk.PromiseCome, "11-23 10:20"},
		{"两个小时以内过去。", desk.PromiseCome, "11-23 12:00"},
		{"明天上午来", desk.PromiseCome, "11-24 12:00"},
		{"明天下午3点上门", desk.PromiseCome, "11-24 15:00"},
		{"下午三点半到", desk.PromiseCome, "11-23 15:30"},
		{"3点到", desk.PromiseCome, "11-23 15:00"},
		{"15:30上门", desk.PromiseCome, "11-23 15:30"},
		{"周五过来看", desk.PromiseCome, "11-27 18:00"},
		{"今晚8点来", desk.PromiseCome, "11-23 20:00"},
		{"1小时内给您答复", desk.PromiseAnswer, "11-23 11:00"},
		{"我问一下工程部，半小时后给您回电", desk.PromiseAnswer, "11-23 10:30"},
		{"后天联系您", desk.PromiseAnswer, "11-25 18:00"},
		{"今天下午修好", desk.PromiseDone, "11-23 18:00"},
		{"两天内处理好", desk.PromiseDone, "11-25 10:00"},
		{"预计4小时恢复", desk.PromiseDone, "11-23 14:00"},
		{"一个小时内到", desk.PromiseCome, "11-23 11:00"},
		{"一刻钟后到", desk.PromiseCome, "11-23 10:15"},
		{"三刻钟到", desk.PromiseCome, "11-23 10:45"},
		{"十几分钟就到", desk.PromiseCome, "11-23 10:20"},
		{"半个钟头过去", desk.PromiseCome, "11-23 10:30"},
		{"两三个小时修好", desk.PromiseDone, "11-23 13:00"},
		{"二十五分钟到", desk.PromiseCome, "11-23 10:25"},
		{"10到15分钟到您楼下", desk.PromiseCome, "11-23 10:15"},
		{"10-15分钟过来", desk.PromiseCome, "11-23 10:15"},
		{"不到半小时就到", desk.PromiseCome, "11-23 10:30"},
		{"不超过20分钟就到了", desk.PromiseCome, "11-23 10:20"},
		{"您别着急我15分钟就到", desk.PromiseCome, "11-23 10:15"},
		{"您好我15分钟到", desk.PromiseCome, "11-23 10:15"},
		{"一小时之内派人过去", desk.PromiseCome, "11-23 11:00"},
		{"我们会在24小时内与您联系", desk.PromiseAnswer, "11-24 10:00"},
		{"三个工作日内答复您", desk.PromiseAnswer, "11-26 10:00"},
		{"明天上午9点到10点之间上门", desk.PromiseCome, "11-24 10:00"},
		{"下午2点-4点来", desk.PromiseCome, "11-23 16:00"},
		{"上午11点到下午1点来人", desk.PromiseCome, "11-23 13:00"},
		{"明早过来", desk.PromiseCome, "11-24 10:00"},
		{"明早8点过来", desk.PromiseCome, "11-24 08:00"},
		{"明天3点来", desk.PromiseCome, "11-24 15:00"},
		{"下周三上午来", desk.PromiseCome, "12-02 12:00"},
		{"11月25日上午过来", desk.PromiseCome, "11-25 12:00"},
		{"11月25号过来", desk.PromiseCome, "11-25 18:00"},
		{"中午前到", desk.PromiseCome, "11-23 12:00"},
		{"中午到", desk.PromiseCome, "11-23 14:00"},
		{"今天之内解决", desk.PromiseDone, "11-23 18:00"},
		{"下班前给您修好", desk.PromiseDone, "11-23 18:00"},
		{"明天下班前给您回复", desk.PromiseAnswer, "11-24 18:00"},
		{"您家明天上午来人修", desk.PromiseCome, "11-24 12:00"},
		{"明天上午给您送过去", desk.PromiseCome, "11-24 12:00"},
		{"按您说的明天下午来", desk.PromiseCome, "11-24 18:00"},
		{"收到。半小时后到！", desk.PromiseCome, "11-23 10:30"},

		{"15分钟内到不了", none, ""},
		{"今天来不了，人手不够", none, ""},
		{"尽量15分钟到", none, ""},
		{"可能明天来", none, ""},
		{"明天上午来可以吗？", none, ""},
		{"明天上午来方便不", none, ""},
		{"您15分钟内能到吗", none, ""},
		{"请您明天上午过来一趟服务中心", none, ""},
		{"麻烦您半小时后来拿钥匙", none, ""},
		{"15分钟前到的", none, ""},
		{"昨天下午来过", none, ""},
		{"师傅已经在路上，请稍等15分钟", none, ""},
		{"配件明天到", none, ""},
		{"照片收到了，明天", none, ""},
		{"3-2-501我看到了", none, ""},
		{"马上到", none, ""},
		{"好的", none, ""},
		{"今天9点到", none, ""}, // past
		{"如果明天还漏，15分钟内到场的也要钱", none, ""},
		{"我们每天上午来巡查", none, ""},
		{"不能15分钟内到", none, ""},
		{"15分钟到不了", none, ""},
		{"应该半小时到", none, ""},
		{"您明天上午过来一趟", none, ""},
		{"需要您明天上午来开门", none, ""},
		{"明天您过来拿", none, ""},
		{"业主明天上午来", none, ""},
		{"今天下午修好了", none, ""},
		{"15:30到的", none, ""},
		{"9点到的", none, ""},
		{"师傅上午来过了", none, ""},
		{"物业费周五到期", none, ""},
		{"款项明天到账", none, ""},
		{"下午3点来电", none, ""},
		{"我们上午9点到下午6点上班", none, ""},
		{"周一到周五上班", none, ""},
		{"修一下要10到15分钟", none, ""},
		{"今天下午还是明天上午来", none, ""},
		{"明天上午您方便的话我们来", none, ""},
		{"能不能明天上午来", none, ""},
		{"取消明天上门", none, ""},
		{"一般两天内修好", none, ""},
		{"请稍等15分钟", none, ""},
		{"几分钟就到", none, ""},
		{"今天来不及了，明天再说", none, ""},
		{"", none, ""},
	} {
		_, kind, due, ok := readPromise(tc.words, c, now)
		got := ""
		if ok {
			got = due.Format("01-02 15:04")
		}
		if kind != tc.kind && ok || got != tc.due {
			t.Errorf("%q: %s by %q, want %s by %q", tc.words, kind, got, tc.kind, tc.due)
		}
	}
}

func TestArrived(t *testing.T) {
	for words, want := range map[string]bool{
		"到了": true, "我到了": true, "您好，我到楼下了": true, "您好我到了": true, "师傅已经到您家门口了": true, "我们刚到现场": true,
		"在您家门口，麻烦开下门": true, "人已到楼下": true, "久等了。到了！": true, "我现在到门口了，请开门": true,
		"师傅到了吗？": false, "师傅到了没": false, "到了给您打电话": false, "到了告诉您": false, "十分钟就到了": false, "我到了以后联系您": false,
		"马上就到": false, "还没到": false, "收到了": false, "看到了": false, "配件到了": false, "到您家要20分钟": false, "到点了再说": false, "": false,
	} {
		if got := arrived(words); got != want {
			t.Errorf("%q: arrived %t, want %t", words, got, want)
		}
	}
}

func FuzzReadPromise(f *testing.F) {
	c := &desk.Community{ID: "demo", Name: "邻里花园"}
	if err := c.Check(); err != nil {
		f.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	for _, s := range []string{"15分钟内到", "一个半小时，上门", "明天25点来", "下下周八来", "\xff15分钟到"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if _, kind, due, ok := readPromise(s, c, now); ok && (kind == "" || !due.After(now)) {
			t.Errorf("%q promises %q by %s", s, kind, due)
		}
	})
}
