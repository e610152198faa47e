package intents

// Words for people, shared by the tables. Single characters are enough where the other words of a rule are strong.
const (
	children = "孩|娃|宝宝|宝贝|婴|儿子|女儿|闺女|孙子|孙女|外孙|小朋友|岁|小囡|囡囡|细路|崽|小家伙|侄|弟弟|妹妹|kid|baby|child| son |daughter|toddler" +
		"|haizi|baobao|xiaohai"
	elders = "老人|老爷子|老太太|老爷爷|大伯|大娘|阿伯|伯伯|老父|老母|阿尔茨海默|奶奶|爷爷|外婆|外公|姥|我妈|我爸|妈妈|爸爸|老妈|老爸|母亲|父亲|老太|老头|阿婆|阿公|阿嬷|阿嬤" +
		"|阿爷|婆婆|公公|岳|老伴|丈母|大爷|大妈|老两口|爹|我娘|俺娘|老汉|grandma|grandpa|mother|father|laoren|nainai|yeye"
	anyone = children + "|" + elders +
		"|有人|个人|的人|人在|老公|老婆|媳妇|同学|学生|男|女|小伙|姑娘|师傅|工人|保安|保洁|小哥|大姐|大叔|阿姨|邻居|室友|someone|somebody|people" +
		"|husband|wife| man | woman | he | she "
)

// trapped are people shut in: lifts, then children and old people behind a locked door.
func trapped() []situation {
	const (
		lift = "电梯|轿厢|轿箱|升降机|号梯|客梯|货梯|𨋢|䢂|电剃|elevator| lift|dianti"
		used = "!∅|困难|困扰|停运|电梯口|在哪办|补办|刷卡|刷不|卡丢|维保单位|每天|每次|每回|经常|老是|总是|一卡一卡|广告|检修"
		lock = "反锁|锁在|锁里|锁屋|锁家|锁车|锁房|门锁死|锁死|锁住|被锁|锁了|关在屋|关在家|关在房|关在车|关在阳台|关阳台|关在里|锁厕所|锁卫生间|锁浴室|锁卧室|锁门里|门关上|把门关" +
			"|门带上|门坏|锁坏|锁上|locked|fansuo"
	)
	return []situation{
		{id: "emg-lift-trapped", rules: []rule{
			when("trapped",
				lift,
				"锁~里|关~里|锁在里|困住|被困|困人|困了|困在|困咗|困喺|困到|困仁|关在~里|关里|被关|关电梯|出不来|出不去|出唔|拍门|敲门|喊人|救命|呼救|坠了|往下坠|往下滑|往下溜"+
					"|往下冲|急速下|急降|蹲底|冲顶|下坠|急坠|坠落|自由落体|卡人|卡在里|卡里|卡电梯|卡~梯里|卡~机里|卡轿|关~梯里|卡进|夹住|夹在里|被夹|夹着|出不了|困𨋢|困䢂|按铃|按警铃"+
					"|困电梯|困轿|困|trapped|stuck|kunren|kunzhu|kunle|kunzai|kazhu|guanzai",
				used),
			when("between floors",
				lift,
				"掉到底|两层中间|层中间|楼中间|半空|夹层|不上不下|楼~中间|层~中间|楼~之间|between floors|between two floors|半截|层半|楼半|门缝|水泥墙|看见墙"+"|看到墙",
				"!∅|检修|停运|广告|加装|不平"),
			when("stopped with people",
				lift,
				"卡住|卡在|卡着|卡死|卡了|不走了|停在|停住|停了|停下|不动|动不了|打不开|开不了|不开门|不开|推不开|掉了|往下掉|悬|灭了|全黑|没反应|失控|halfway",
				"里面|里头|里边|我在里|我在电梯|在电梯里|我和|我跟|我们在|我们|仨|俩|几个人|有人|人在|个人|孕妇|抱着|带着|inside|我|俺|孩子",
				used+"|检修|公告|没停稳|屏|换|上不去|上下楼|爬|等了|等电梯|口等|修|灯|按钮|几点|赔|停电吗|恢复|打不开~小程序|不开心"),
			when("stuck shut", lift, "卡在|卡住|卡死|卡着", "门~不开|门~打不开|门不开|开不了门|弄不开|扒不开|掰不开|打不开门|开不开", used+"|没人"),
			when("inside and broken",
				"坐的~电梯|坐~电梯|坐电梯|搭电梯|乘电梯|在电梯|在轿厢|在货梯|电梯里~我|电梯里~孩|电梯里~老|电梯里~人|在升降机|in the lift|in the elevator"+"|inside the",
				"停了|停住|停在|停下|停电|不走|卡|不动|动不了|打不开|不开|失灵|失控|没反应|灯~灭|全黑|急停|一震|一沉|一坠|猛地|顿了|黑了|not moving|won't open"+"|stopped",
				used+"|电梯口|在电梯厅|不开心|在电梯间|看到|看见|抽烟|贴|门口|遛狗|不停|停车"),
			when("voices inside", lift, "里", "喊|在叫|拍|敲|哭|求救|呼救|knock", "!吵|广告|喇叭|狗|喊我|拍照|拍照|音乐|拍视频|张贴"),
			when("people in the lift", "梯里|梯内|梯中", "困人|困了|困着|困住|关人|卡人", "!∅|一般|多久"),
			when("english",
				"elevator| lift",
				"i'm in|i am in|inside|my mom|my kid|people in",
				"stuck|stopped|not moving|won't open|not opening|broken|dark"),
			when("door shut on", lift, "运行一半|走一半|走到一半|坐到一半|半路", "不走|停|卡|不动|打不开|开不开"),
			when("car fell", "梯子|梯", "掉了~层|往下掉|坠|猛地下", "里面|里边|里头|卡住|停住|人", "!没停稳|∅"),
			when("lift and I", "我卡|我被卡|俺被|我困|我被困|我们被困|卡在~梯", "梯|lift", used),
		}},
		{id: "emg-child-locked-in", rules: []rule{
			when("child locked",
				children,
				lock,
				"里|在家|车|屋|房|卧室|阳台|厨房|洗手间|出不来|出唔|打不开|进不去|入唔|一个人|自己|哭|卫生间|厕所|阳台|inside|car|home|room|locked",
				"!∅|孩子的房间|孩子房间|儿童房|房间门锁|自行车|玩具|书包|电梯|学校|幼儿园|换锁|猫|狗|我和孩子|我跟孩子|抱着|带着孩子|带娃|锁在门外|关在门外|锁外面|童车|婴儿车"),
			when("old person locked", elders, lock, "里|屋|卫生间|厕所|浴室|出不来|没声|没动静|一个人|自己|糊涂|痴呆|房|阳台", "!∅|我和|我跟|锁在门外|关在门外|换锁|送|多少钱"),
			when("alone inside",
				children+"|"+elders,
				"一个人在|自己在|在家|独自在|一人在|在里面|在里头|单独在|就~在|只有",
				"锁|关上|关了|带上|吹上|吹关|进不去|打不开|没钥匙|忘带钥匙|钥匙",
				"!∅|幼儿园|托管|学校|电梯|作业|我和|一起|门禁|锁芯|换锁|门锁怎么|装|指纹"),
			when("in a car", children+"|"+elders+"|有人|个人", "车", "锁", "热|闷|晒|哭|没反应|睡|里面|后座|车里|车内|里", "!∅|自行车|地锁|车位|电梯|车锁坏"),
			when("pot on the stove",
				"锅在|锅还|灶上|火上|还炖|炖着|煮着|烧着|灶还开|煤气开着|燃气开着|火没关|灶没关|开着火|煤气没关|火还开|没关火|煲|烧水|炖",
				"锁|进不去|没带钥匙|忘带钥匙|没钥匙|门带上|反锁|入唔到|关外面|关在外|关门外|关在门外|吹上|没带",
				"!没开|关了火|火锅|○"),
			when("no answer",
				elders+"|独居",
				"敲门|拍门|打电话|电话|喊|叫门|按门铃",
				"没反应|没动静|没人应|没声|不应|不开门|没人开|不接|没开门|没回应|没接|不吭声|没答应|打不通|冇反应",
				"一个人|独居|独自|在家|平时|屋里|屋|里面|两天|一天|半天|邻居|大爷",
				"!对讲|门铃坏|外卖|快递|你们电话|物业电话|管家|出去|走丢|回来|客服"),
		}},
	}
}
