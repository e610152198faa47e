package bot

import (
	"maps"
	"time"

	"linli/text"
)

// english are the fixed texts that residents who write English get. What is not here, and all that is kept for staff,
// stays Chinese.
var english = map[string]string{
	sayGreeting: "Hello, I am Xiaolin, the assistant of %s. Ask me about fees, parking, access cards, decoration work and " +
		"so on; to report a fault or complain, tell me where and what in one sentence.",
	sayForeign: "We cannot keep a photo of this format: it may say where it was taken, and we cannot remove that. Please send it again " +
		"as a photo, not as a file.",
	sayDutyPhone:   "If it is urgent, please ring the duty phone: %s.",
	sayWhich:       "Which of these do you mean? A number is enough:",
	sayNoneOfThese: "None of these",
	sayUnknown: "Sorry, I have no exact answer to that and will not guess. Please put it in other words, or send “转人工” " +
		"(a person), and somebody from the management office will answer.",
	sayMissed:        "Sorry that did not help. Please put it in other words, or send “转人工” and a person will help you.",
	sayMissing:       "For what is missing above, send “转人工” and a person will tell you.",
	sayAskAgain:      "Please tell me what you would like to know, or send “转人工” for a person.",
	sayHelped:        "Did this answer help?",
	sayGladSolved:    "Good to hear. If you like, rate this answer from 1 to 5 (5 is best); no need to.",
	sayThanksBot:     "Thank you for the rating.",
	sayLowBot:        "Thank you for the rating. We are sorry that this did not help; a colleague will contact you in service hours.",
	sayLowBotPhone:   "Thank you for the rating. We are sorry that this did not help; a colleague will contact you in service hours. Please send us your phone number if you like.",
	sayThanks:        "You are welcome. Write any time.",
	sayBye:           "Goodbye. Write any time, I am always here.",
	sayVerifyFlat:    "All right, let me check with the register of residents, so that you need not give your flat again. Which building, entrance and flat? For example 3-2-501.",
	sayVerifyPhone:   "%s, is that right? Please send the mobile number you registered with us; it is only used to check. If the flat is wrong, send it again.",
	sayVerified:      "Thank you, you are known as a resident of %s. Reports are for this flat from now on unless you say otherwise.",
	sayVerifyNo:      "This number is not the one registered for %s. It may be that of somebody else in your home: send another one, or ask for a person. You can ask and report without it all the same.",
	sayVerifyEnough:  "That was quite a few tries. Please try again tomorrow, or ask for a person. You can ask and report without it all the same.",
	sayHandover:      "I have passed this on to the staff; no need to explain again. Order %s: somebody will answer here by %s.",
	sayHandoverSorry: "Sorry I could not help. I have passed your question on to the staff. Order %s: somebody will answer here by %s.",
	sayHandoverAlready: "The staff have your request already (order %s) and will answer here as soon as they can. " +
		"Whatever you write, I pass on.",
	sayFirstSteps:       "Until somebody comes: ",
	saySubmitted:        "Registered as order %s. The staff will contact you by %s. Send “进度” for its progress, “催单” to hurry it.",
	sayNoNotice:         "No notice of a %[2]s is on record%[1]s.",
	sayIncidentWhere:    "This concerns %s.\n",
	sayIncidentLate:     "\nThe expected time has passed, and nobody has told me yet that it is over.",
	sayIncidentStale:    "\nThis was confirmed at %s; there has been no news since. The staff are to check.",
	sayIncidentLinked:   "\nYour home is noted with this %s: no need to report it again, I tell you here when it is over.",
	sayIncidentWillTell: "\nI tell you here when it is over.",
	sayIncidentOver:     "The %s (%s) ended at %s. ",
	sayStillOut:         "If it has not ended at your place, please tell me.",
	sayKnownTell:        "Good. I tell you here when it is over.",
	sayKnown:            "Good. Write any time.",
	"知道了":               "I see",
	"我家情况不一样":           "Mine is different",
	"我家还没恢复":            "Not over at my place",
	"不是我那里":             "Not my building",
	"解决了":               "Solved",
	"没解决":               "Not solved",
	"转人工":               "A person",
	"帮我报修":              "Report a repair",
	"帮我登记投诉":            "File a complaint",
	"继续看":               "More",
}

// words is a fixed text in the resident's language.
func (t *talk) words(fixed string) string {
	if e, ok := english[fixed]; ok && t.english() {
		return e
	}
	return fixed
}

// english reports whether the resident writes English: now, or in what a press or a number is about.
func (t *talk) english() bool {
	if text.IsEnglish(t.in.Text) {
		return true
	}
	return len(text.Grams(t.in.Text)) <= 1 && text.IsEnglish(t.c.State.Question)
}

// byWhen names a time to the resident.
func (t *talk) byWhen(due time.Time) string {
	if t.english() {
		return t.com.Local(due).Format("15:04 on 2 Jan")
	}
	return byWhen(t.com, due, t.now)
}

// data are the community's values for placeholders, English ones where there are any.
func (t *talk) data() map[string]string {
	if !t.english() || len(t.com.English) == 0 {
		return t.com.Data
	}
	data := maps.Clone(t.com.Data)
	maps.Copy(data, t.com.English)
	return data
}
