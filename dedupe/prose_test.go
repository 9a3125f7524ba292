package dedupe_test

import (
	"math/rand/v2"
	"strings"
)

// Invented reports, one sentence a line, for tests that need to be read.

// bridge is a report of 16 sentences; the first five make sense on their own.
var bridge = split(`
The council of Velmara voted late on Tuesday to close the old swing bridge to lorries after divers found cracks in two of its three piers.
Engineers who examined the structure last week said the damage was older than anyone had assumed and would grow worse with every heavy vehicle.
Buses and private cars may still cross, though only at walking pace and never more than twelve at a time.
Hauliers will have to take the ring road through Ostrand, which adds forty minutes to the journey between the container port and the grain market.
“We should have looked under the water ten years ago, and we did not,” said Marit Solheim, who leads the public works department.
She told councillors that repairs would cost at least nine million crowns and could not begin before the ice on the river had gone.
The bridge was opened in 1931 and carries about seven thousand vehicles on an ordinary working day.
It was last strengthened in 1978, when steel collars were fitted around the piers to protect them from drifting timber.
Port officials warned that the closure could not have come at a worse time, because the sugar beet harvest starts in less than three weeks.
Farmers on the eastern bank have asked for a temporary ferry, and the navy has been sounded out about lending a landing craft.
A spokesman for the navy confirmed that a request had arrived but declined to say when an answer could be expected.
Shopkeepers in the old town were less worried, since the lorries that rattle their windows before dawn will now go elsewhere.
The opposition on the council demanded an inquiry into why two earlier inspection reports were never published.
Those reports, seen by a local historian in the municipal archive, already mention loose masonry at the foot of the middle pier.
The vote was carried by nineteen to four, with two members absent through illness.
A public meeting about the detour has been called for Saturday morning in the gymnasium of the river school.`)

// bridgeAgain tells the same event in another writer's words.
var bridgeAgain = split(`
Heavy traffic is banned from the river crossing in Velmara with immediate effect, after an underwater survey turned up serious faults in the supports.
Members of the city assembly took the decision by a wide margin at an evening sitting that ran for almost five hours.
Cars and coaches can go on using the span for now, provided that drivers crawl and that only a dozen vehicles are on it together.
Freight bound for the docks must detour by way of Ostrand, a diversion which transport firms reckon will cost them the better part of an hour each way.
Marit Solheim, head of public works, admitted that her office had neglected the foundations for a decade.
Work to mend them is priced at nine million crowns or more and will have to wait until spring.
Growers fear for the beet campaign, due to open shortly, and want the armed forces to run a boat across in the meantime.
Residents near the approach road welcomed quieter nights.
Critics want to know who kept quiet about previous surveys that pointed to the same weakness.
People can put questions to the mayor this weekend at the river school.`)

// news is what later versions add to bridge: sentences that it does not have.
var news = split(`
Prosecutors opened a criminal investigation on Thursday into whether inspectors were pressed to keep silent about the state of the foundations.
Police carried boxes of papers out of two offices and questioned a former head of the harbour board for several hours.
Her lawyer said that she had nothing to hide and had herself asked for the soundings to be repeated three winters ago.
The transport ministry in the capital will send a team of its own, which is expected to arrive by train at the weekend.
Insurers have begun to turn away cargoes that would have to cross the river by night.
Three firms have already moved their refrigerated goods to the northern quay, where there is room for about sixty trailers.
The price of a standard load to the grain market has risen by a third since the announcement, according to a brokers' association.
Schools on the far side will start half an hour later so that pupils need not hurry over the walkway.
A choir that was to sing on the bridge at midsummer has been offered the courtyard of the customs house instead.
Divers will go down again on Monday with cameras that were borrowed from an offshore wind company.
Should they find further damage, the council may have to shut the crossing to all but pedestrians.
An online petition for a tunnel had gathered four thousand names by noon.`)

// orchard is another report, on another matter.
var orchard = split(`
A late frost has wiped out most of the apricot crop in the hills above Tarnov, leaving growers with the poorest season in a generation.
Temperatures fell to six degrees below zero on two nights in a row, just as the trees stood in full blossom.
Families lit straw fires between the rows and hired a helicopter to stir the warmer air above them, but to little avail.
The growers' cooperative puts the loss at four fifths of the harvest and expects its canning plant to stand idle all summer.
“My grandmother kept a diary of every spring since the war, and there is nothing like this in it,” said Pavel Orsic, who tends nine hundred trees.
Plums and cherries flower later and seem to have come through without much harm.
The regional government has promised interest-free loans, which will be paid out from the first of June.
Many younger farmers say they would rather have help with buying nets, sprinklers and sensors than another round of credit.
Meteorologists blame a tongue of polar air that slipped past the mountains after an unusually mild March.
Blossom now opens eleven days sooner than it did forty years ago, according to records kept at the village school.
An agronomist from the university advised planting on northern slopes, where buds wake more slowly.
Wholesalers in the capital have already turned to suppliers abroad and warn that jam will cost more by autumn.
The apricot festival, held each July since 1964, will go ahead with cherries.`)

var russian = split(`
Городской совет Зареченска поздно вечером во вторник проголосовал за закрытие старого моста для грузовиков после того, как водолазы обнаружили трещины в двух опорах.
Инженеры, осмотревшие сооружение на прошлой неделе, заявили, что повреждения старше, чем предполагалось, и с каждой тяжёлой машиной будут становиться опаснее.
Автобусы и легковые автомобили пока могут проезжать, но только со скоростью пешехода и не более двенадцати одновременно.
Перевозчикам придётся ехать по объездной дороге через соседний посёлок, что удлиняет путь между портом и зерновым рынком на сорок минут.
Глава управления общественных работ признала, что подводную часть следовало осмотреть ещё десять лет назад.
По её словам, ремонт обойдётся не меньше чем в девять миллионов и не начнётся, пока на реке не сойдёт лёд.
Портовые службы предупредили, что закрытие пришлось на самое неудачное время, поскольку через три недели начинается уборка свёклы.
Фермеры с восточного берега попросили организовать временную паромную переправу.
Жители старого города обрадовались, что грузовики больше не будут будить их перед рассветом.
Общественное собрание по поводу объезда назначено на субботнее утро в спортивном зале школы.`)

var arabic = split(`
صوّت مجلس مدينة الواحة الشرقية مساء الثلاثاء على إغلاق الجسر القديم أمام الشاحنات بعد أن عثر الغواصون على شقوق في اثنتين من دعائمه الثلاث.
وقال المهندسون الذين فحصوا البناء الأسبوع الماضي إن الأضرار أقدم مما كان متوقعا وإنها ستزداد سوءا مع كل مركبة ثقيلة تمر فوقه.
ولا يزال بإمكان الحافلات والسيارات الخاصة العبور، ولكن بسرعة المشي فقط وبما لا يزيد على اثنتي عشرة مركبة في الوقت نفسه.
وسيضطر أصحاب الشاحنات إلى سلوك الطريق الدائري، مما يضيف أربعين دقيقة إلى الرحلة بين الميناء وسوق الحبوب.
واعترفت رئيسة دائرة الأشغال العامة بأنه كان ينبغي فحص الأساسات تحت الماء قبل عشر سنوات.
وأضافت أن الإصلاحات ستكلف تسعة ملايين على الأقل ولن تبدأ قبل انحسار مياه النهر في الربيع.
وحذر مسؤولو الميناء من أن الإغلاق جاء في أسوأ وقت ممكن لأن موسم الحصاد يبدأ بعد أقل من ثلاثة أسابيع.
وطلب المزارعون على الضفة الشرقية تشغيل عبّارة مؤقتة حتى انتهاء أعمال الترميم.
أما أصحاب المتاجر في البلدة القديمة فكانوا أقل قلقا لأن الضجيج قبل الفجر سينتقل إلى مكان آخر.
ودعت البلدية السكان إلى اجتماع عام صباح السبت في قاعة المدرسة القريبة من النهر.`)

var chinese = split(`
临河市议会星期二深夜投票决定，禁止货车通过旧开合桥，此前潜水员在三座桥墩中的两座发现裂缝。
上周检查桥梁的工程师表示，损坏的时间比人们原先估计的更早，每一辆重型车辆经过都会使情况恶化。
公共汽车和私家车仍可通行，但只能以步行速度行驶，桥上同时不得超过十二辆车。
运输公司今后必须绕行环城公路，从集装箱码头到粮食市场的路程因此增加四十分钟。
市政工程局负责人承认，十年前就应该对水下部分进行检查，但当时没有这样做。
她对议员们说，维修费用至少需要九百万元，而且要等到河面冰层融化以后才能动工。
港口官员警告说，封桥的时机再糟糕不过，因为甜菜收获季节不到三个星期就要开始。
东岸的农民要求开设临时渡轮，海军方面也收到了借用登陆艇的请求。
老城区的店主们倒不那么担心，因为天亮前震动窗户的货车今后将改走别处。
有关绕行安排的居民大会定于星期六上午在河边学校的体育馆举行。`)

// split cuts a literal into its lines.
func split(s string) []string { return strings.Split(strings.TrimSpace(s), "\n") }

// lay lays sentences out as an article: three to a paragraph.
func lay(sentences ...string) string {
	var b strings.Builder
	for i, s := range sentences {
		switch {
		case i == 0:
		case i%3 == 0:
			b.WriteString("\n\n")
		default:
			b.WriteByte(' ')
		}
		b.WriteString(s)
	}
	return b.String()
}

// words returns n random words of a vocabulary of 20,000, commoner ones more often.
func words(r *rand.Rand, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = word(int(20000 * r.Float64() * r.Float64()))
	}
	return out
}

// word is the n-th word of an invented language.
func word(n int) string {
	const on, nucleus = "bdfgklmnprstvz", "aeiou"
	b := []byte{on[n%14], nucleus[n/14%5]}
	for n /= 70; ; n /= 70 {
		b = append(b, on[(n+3)%14], nucleus[(n/14+1)%5])
		if n < 70 {
			return string(b)
		}
	}
}

// random is an article of n random words in sentences of some twenty.
func random(r *rand.Rand, n int) string { return sentences(words(r, n)) }

// sentences puts full stops and paragraphs into a row of words.
func sentences(ws []string) string {
	var b strings.Builder
	for i, w := range ws {
		if i > 0 {
			switch {
			case i%60 == 0:
				b.WriteString(".\n\n")
			case i%20 == 0:
				b.WriteString(". ")
			default:
				b.WriteByte(' ')
			}
		}
		if i%20 == 0 {
			w = strings.ToUpper(w[:1]) + w[1:]
		}
		b.WriteString(w)
	}
	b.WriteByte('.')
	return b.String()
}

// edited changes one word in every n.
func edited(r *rand.Rand, ws []string, n int) []string {
	out := append([]string(nil), ws...)
	for i := r.IntN(n); i < len(out); i += n {
		out[i] = "new" + out[i]
	}
	return out
}

// misread replaces each letter by another with probability p, as bad optical
// character recognition does.
func misread(r *rand.Rand, s string, p float64) string {
	b := []byte(s)
	for i, c := range b {
		if (c|0x20 >= 'a' && c|0x20 <= 'z') && r.Float64() < p {
			b[i] = "etaoinsrhldcumfpg"[r.IntN(17)]
		}
	}
	return string(b)
}
