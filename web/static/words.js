// The page's own words in the two languages of its switch. What the bot and staff say
// is never translated here.
const words = {
  zh: {
    skip: "跳到输入框", urgent: "险情先拨", fire: "火警", doctor: "急救", police: "报警", duty: "值班",
    service: "物业服务在线", big: "大字版", language: "EN", languageName: "EN: switch to English", log: "对话内容",
    hello: "您好，有什么可以帮您？", intro: "报修、缴费、停车、投诉，都可以直接用平常的话告诉我，也可以发照片。",
    person: "想找工作人员，随时说“找人工”。", quick: "常用事项",
    repair: "报修", fee: "交物业费", parking: "停车", complaint: "投诉建议", human: "找人工",
    label: "请输入您的问题", placeholder: "请在这里写", send: "发送", photo: "拍照或选照片",
    uploading: "照片上传中…", remove: "移除这张照片", again: "没传上去，重传",
    preview: "待发送的照片", enlarge: "放大照片", close: "关闭", picture: "照片", file: "下载附件", voice: "语音",
    sending: "发送中", sent: "已送达", failed: "未发出，点此重发", refused: "未发出，点此修改",
    me: "我", bot: "小邻", staff: "工作人员", typing: "正在输入", order: "工单", progress: "进度",
    offline: "网络断开了，正在重新连接…您写的话会自动发出", renewed: "之前的对话已失效，已为您开始新的对话。",
    today: "今天", yesterday: "昨天",
    notices: "公告", notice: "%k通知：%w", closeNotice: "关闭这条公告",
    waiting: "进行中的工单", days: "天", hours: "小时", minutes: "分钟", moreOrders: "张工单也在办，点这里查看",
    is_opened: "待接单", is_claimed: "已接单", is_working: "处理中", is_on_hold: "挂起", is_resolved: "办好了，请您确认", is_reopened: "返修",
    in_contact: "%s内联系您", in_visit: "%s内上门", in_answer: "%s内答复您", in_done: "%s内办好", in_resume: "%s后继续",
    late: "超时了，正在催办", goesOn: "马上继续",
  },
  en: {
    skip: "Skip to message box", urgent: "SOS", fire: "Fire", doctor: "Medical", police: "Police", duty: "Duty",
    service: "Property service", big: "Large type", language: "中", languageName: "切换到中文", log: "Conversation",
    hello: "Hello, how can we help?", intro: "Repairs, fees, parking, complaints: just tell us in your own words. Photos are welcome.",
    person: "For a member of staff, say 找人工 at any time.", quick: "Common requests",
    repair: "Repair", fee: "Pay fees", parking: "Parking", complaint: "Complaint", human: "Talk to a person",
    label: "Your message", placeholder: "Type your message", send: "Send", photo: "Take or choose photos",
    uploading: "Uploading photos…", remove: "Remove this photo", again: "Failed, try again",
    preview: "Photos to send", enlarge: "Enlarge photo", close: "Close", picture: "Photo", file: "Download file", voice: "Voice message",
    sending: "Sending", sent: "Delivered", failed: "Not sent, tap to retry", refused: "Not sent, tap to edit",
    me: "Me", bot: "Xiaolin", staff: "Staff", typing: "Typing", order: "Order", progress: "progress",
    offline: "Connection lost, reconnecting… Your message will be sent by itself", renewed: "The earlier conversation has ended. A new one was started.",
    today: "Today", yesterday: "Yesterday",
    notices: "Notices", notice: "%k: %w", closeNotice: "Close this notice",
    waiting: "Open orders", days: "d", hours: "h", minutes: "min", moreOrders: "more orders, tap to see them",
    is_opened: "waiting", is_claimed: "taken on", is_working: "at work", is_on_hold: "on hold", is_resolved: "done, please confirm", is_reopened: "again",
    in_contact: "we contact you within %s", in_visit: "we come within %s", in_answer: "you hear from us within %s", in_done: "done within %s", in_resume: "goes on in %s",
    late: "overdue, we are chasing it", goesOn: "goes on soon",
  },
};

let language = "zh";

export const t = (key) => words[language][key];

export const locale = () => (language === "zh" ? "zh-CN" : "en-GB");

// say gives an element words that follow the language; attribute "" is its text.
export function say(element, key, attribute = "") {
  if (attribute) {
    element.dataset["t" + attribute.replaceAll("-", "")] = key;
    element.setAttribute(attribute, t(key));
  } else {
    element.dataset.t = key;
    element.textContent = t(key);
  }
  return element;
}

const attributes = ["aria-label", "placeholder", "title", "alt"];

// speak switches the language of everything said so far.
export function speak(to) {
  language = to === "en" ? "en" : "zh";
  document.documentElement.lang = locale();
  for (const e of document.querySelectorAll("[data-t]")) e.textContent = t(e.dataset.t);
  for (const a of attributes) {
    const name = "t" + a.replaceAll("-", "");
    for (const e of document.querySelectorAll(`[data-${name}]`)) e.setAttribute(a, t(e.dataset[name]));
  }
}
