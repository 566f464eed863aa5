/**
 * Countries and regions (国家（地区）): the old 3-digit customs code that CEB uses, ISO alpha-3 (--- for
 * none), names. Source: JGS-20 海关业务代码集 as collected in bellmit/CESP_WEB (2018 snapshot); English
 * names after ISO 3166.
 */
const TABLE = `
101 AFG 阿富汗 Afghanistan
102 BHR 巴林 Bahrain
103 BGD 孟加拉国 Bangladesh
104 BTN 不丹 Bhutan
105 BRN 文莱 Brunei Darussalam
106 MMR 缅甸 Myanmar
107 KHM 柬埔寨 Cambodia
108 CYP 塞浦路斯 Cyprus
109 PRK 朝鲜 Korea (the Democratic People's Republic of)
110 HKG 香港 Hong Kong
111 IND 印度 India
112 IDN 印度尼西亚 Indonesia
113 IRN 伊朗 Iran (Islamic Republic of)
114 IRQ 伊拉克 Iraq
115 ISR 以色列 Israel
116 JPN 日本 Japan
117 JOR 约旦 Jordan
118 KWT 科威特 Kuwait
119 LAO 老挝 Lao People's Democratic Republic
120 LBN 黎巴嫩 Lebanon
121 MAC 澳门 Macao
122 MYS 马来西亚 Malaysia
123 MDV 马尔代夫 Maldives
124 MNG 蒙古 Mongolia
125 NPL 尼泊尔联邦民主共和国 Nepal
126 OMN 阿曼 Oman
127 PAK 巴基斯坦 Pakistan
128 PSE 巴勒斯坦 Palestine, State of
129 PHL 菲律宾 Philippines
130 QAT 卡塔尔 Qatar
131 SAU 沙特阿拉伯 Saudi Arabia
132 SGP 新加坡 Singapore
133 KOR 韩国 Korea (the Republic of)
134 LKA 斯里兰卡 Sri Lanka
135 SYR 叙利亚 Syrian Arab Republic
136 THA 泰国 Thailand
137 TUR 土耳其 Turkey
138 ARE 阿联酋 United Arab Emirates
139 YEM 也门 Yemen
141 VNM 越南 Viet Nam
142 CHN 中国 China
143 TWN 台澎金马关税区 Taiwan (Province of China)
144 TLS 东帝汶 Timor-Leste
145 KAZ 哈萨克斯坦 Kazakhstan
146 KGZ 吉尔吉斯斯坦 Kyrgyzstan
147 TJK 塔吉克斯坦 Tajikistan
148 TKM 土库曼斯坦 Turkmenistan
149 UZB 乌兹别克斯坦 Uzbekistan
199 --- 亚洲其他国家(地区) Asia, other
201 DZA 阿尔及利亚 Algeria
202 AGO 安哥拉 Angola
203 BEN 贝宁 Benin
204 BWA 博茨瓦纳 Botswana
205 BDI 布隆迪 Burundi
206 CMR 喀麦隆 Cameroon
207 --- 加那利群岛 Canary Islands
208 CPV 佛得角 Cabo Verde
209 CAF 中非 Central African Republic
210 --- 塞卜泰(休达) Ceuta
211 TCD 乍得 Chad
212 COM 科摩罗 Comoros
213 COG 刚果(布) Congo
214 DJI 吉布提 Djibouti
215 EGY 埃及 Egypt
216 GNQ 赤道几内亚 Equatorial Guinea
217 ETH 埃塞俄比亚 Ethiopia
218 GAB 加蓬 Gabon
219 GMB 冈比亚 Gambia
220 GHA 加纳 Ghana
221 GIN 几内亚 Guinea
222 GNB 几内亚比绍 Guinea-Bissau
223 CIV 科特迪瓦 Côte d'Ivoire
224 KEN 肯尼亚 Kenya
225 LBR 利比里亚 Liberia
226 LBY 利比亚 Libya
227 MDG 马达加斯加 Madagascar
228 MWI 马拉维 Malawi
229 MLI 马里 Mali
230 MRT 毛里塔尼亚 Mauritania
231 MUS 毛里求斯 Mauritius
232 MAR 摩洛哥 Morocco
233 MOZ 莫桑比克 Mozambique
234 NAM 纳米比亚 Namibia
235 NER 尼日尔 Niger
236 NGA 尼日利亚 Nigeria
237 REU 留尼汪 Réunion
238 RWA 卢旺达 Rwanda
239 STP 圣多美和普林西比 Sao Tome and Principe
240 SEN 塞内加尔 Senegal
241 SYC 塞舌尔 Seychelles
242 SLE 塞拉利昂 Sierra Leone
243 SOM 索马里 Somalia
244 ZAF 南非 Africa other
245 ESH 西撒哈拉 Western Sahara*
246 SDN 苏丹 Sudan
247 TZA 坦桑尼亚 Tanzania, United Republic of
248 TGO 多哥 Togo
249 TUN 突尼斯 Tunisia
250 UGA 乌干达 Uganda
251 BFA 布基纳法索 Burkina Faso
252 COD 刚果(金) Congo (the Democratic Republic of the)
253 ZMB 赞比亚 Zambia
254 ZWE 津巴布韦 Zimbabwe
255 LSO 莱索托 Lesotho
256 --- 梅利利亚 Melilla
257 SWZ 斯威士兰 Swaziland
258 ERI 厄立特里亚 Eritrea
259 MYT 马约特 Mayotte
260 SSD 南苏丹共和国 South Sudan
299 --- 非洲其他国家(地区) Africa, other
301 BEL 比利时 Belgium
302 DNK 丹麦 Denmark
303 GBR 英国 United Kingdom of Great Britain and Northern Ireland
304 DEU 德国 Germany
305 FRA 法国 France
306 IRL 爱尔兰 Ireland
307 ITA 意大利 Italy
308 LUX 卢森堡 Luxembourg
309 NLD 荷兰 Netherlands
310 GRC 希腊 Greece
311 PRT 葡萄牙 Portugal
312 ESP 西班牙 Spain
313 ALB 阿尔巴尼亚 Albania
314 AND 安道尔 Andorra
315 AUT 奥地利 Austria
316 BGR 保加利亚 Bulgaria
318 FIN 芬兰 Finland
320 GIB 直布罗陀 Gibraltar
321 HUN 匈牙利 Hungary
322 ISL 冰岛 Iceland
323 LIE 列支敦士登 Liechtenstein
324 MLT 马耳他 Malta
325 MCO 摩纳哥 Monaco
326 NOR 挪威 Norway
327 POL 波兰 Poland
328 ROU 罗马尼亚 Romania
329 SMR 圣马力诺 San Marino
330 SWE 瑞典 Sweden
331 CHE 瑞士 Switzerland
334 EST 爱沙尼亚 Estonia
335 LVA 拉脱维亚 Latvia
336 LTU 立陶宛 Lithuania
337 GEO 格鲁吉亚 Georgia
338 ARM 亚美尼亚 Armenia
339 AZE 阿塞拜疆 Azerbaijan
340 BLR 白俄罗斯 Belarus
343 MDA 摩尔多瓦 Moldova (the Republic of)
344 RUS 俄罗斯联邦 Russian Federation
347 UKR 乌克兰 Ukraine
349 --- 塞尔维亚和黑山 Serbia and Montenegro
350 SVN 斯洛文尼亚 Slovenia
351 HRV 克罗地亚 Croatia
352 CZE 捷克 Czechia
353 SVK 斯洛伐克 Slovakia
354 MKD 前南马其顿 Macedonia (the former Yugoslav Republic of)
355 BIH 波黑 Bosnia and Herzegovina
356 VAT 梵蒂冈城国 Holy See
357 FRO 法罗群岛 Faroe Islands
358 SRB 塞尔维亚 Serbia
359 MNE 黑山 Montenegro
399 --- 欧洲其他国家(地区) Europe, other
401 ATG 安提瓜和巴布达 Antigua and Barbuda
402 ARG 阿根廷 Argentina
403 ABW 阿鲁巴 Aruba
404 BHS 巴哈马 Bahamas
405 BRB 巴巴多斯 Barbados
406 BLZ 伯利兹 Belize
408 BOL 多民族玻利维亚国 Bolivia (Plurinational State of)
409 --- 博内尔 Bonaire
410 BRA 巴西 Brazil
411 CYM 开曼群岛 Cayman Islands
412 CHL 智利 Chile
413 COL 哥伦比亚 Colombia
414 DMA 多米尼克 Dominica
415 CRI 哥斯达黎加 Costa Rica
416 CUB 古巴 Cuba
417 --- 库腊索岛 Curaçao
418 DOM 多米尼加共和国 Dominican Republic
419 ECU 厄瓜多尔 Ecuador
420 GUF 法属圭亚那 French Guiana
421 GRD 格林纳达 Grenada
422 GLP 瓜德罗普 Guadeloupe
423 GTM 危地马拉 Guatemala
424 GUY 圭亚那 Guyana
425 HTI 海地 Haiti
426 HND 洪都拉斯 Honduras
427 JAM 牙买加 Jamaica
428 MTQ 马提尼克 Martinique
429 MEX 墨西哥 Mexico
430 MSR 蒙特塞拉特 Montserrat
431 NIC 尼加拉瓜 Nicaragua
432 PAN 巴拿马 Panama
433 PRY 巴拉圭 Paraguay
434 PER 秘鲁 Peru
435 PRI 波多黎各 Puerto Rico
436 --- 萨巴 Saba
437 LCA 圣卢西亚 Saint Lucia
438 --- 圣马丁岛 Saint Martin
439 VCT 圣文森特和格林纳丁斯 Saint Vincent and the Grenadines
440 SLV 萨尔瓦多 El Salvador
441 SUR 苏里南 Suriname
442 TTO 特立尼达和多巴哥 Trinidad and Tobago
443 TCA 特克斯和凯科斯群岛 Turks and Caicos Islands
444 URY 乌拉圭 Uruguay
445 VEN 委内瑞拉 Venezuela (Bolivarian Republic of)
446 VGB 英属维尔京群岛 Virgin Islands (British)
447 KNA 圣其茨和尼维斯 Saint Kitts and Nevis
448 SPM 圣皮埃尔和密克隆 Saint Pierre and Miquelon
449 ANT 荷属安地列斯 Netherlands Antilles
499 --- 拉丁美洲其他国家(地区) Latin America, other
501 CAN 加拿大 Canada
502 USA 美国 United States of America
503 GRL 格陵兰 Greenland
504 BMU 百慕大 Bermuda
599 --- 北美洲其他国家(地区) North America, other
601 AUS 澳大利亚 Australia
602 COK 库克群岛 Cook Islands
603 FJI 斐济 Fiji
604 --- 盖比群岛 Gambier Islands
605 --- 马克萨斯群岛 Marquesas Islands
606 NRU 瑙鲁 Nauru
607 NCL 新喀里多尼亚 New Caledonia
608 VUT 瓦努阿图 Vanuatu
609 NZL 新西兰 New Zealand
610 NFK 诺福克岛 Norfolk Island
611 PNG 巴布亚新几内亚 Papua New Guinea
612 --- 社会群岛 Society Islands
613 SLB 所罗门群岛 Solomon Islands
614 TON 汤加 Tonga
615 --- 土阿莫土群岛 Tuamotu Islands
616 --- 土布艾群岛 Tubuai Islands
617 WSM 萨摩亚 Samoa
618 KIR 基里巴斯 Kiribati
619 TUV 图瓦卢 Tuvalu
620 FSM 密克罗尼西亚联邦 Micronesia (Federated States of)
621 MHL 马绍尔群岛 Marshall Islands
622 PLW 帕劳 Palau
623 PYF 法属波利尼西亚 French Polynesia
625 WLF 瓦利斯和浮图纳 Wallis and Futuna
699 --- 大洋洲其他国家(地区) Oceania, other
701 --- 国(地)别不详 Unknown
702 --- 联合国及机构和国际组织 United Nations and international organisations
999 --- 中性包装原产国别 Neutral packaging
`;

export type Country = {
  readonly alpha3: string | undefined;
  readonly zh: string;
  readonly en: string;
};

/** Country by 3-digit code; 142 is China. */
export const COUNTRIES: ReadonlyMap<string, Country> = new Map(
  TABLE.trim()
    .split('\n')
    .map((row) => {
      const [code = '', alpha3, zh = '', ...en] = row.split(' ');
      return [code, { alpha3: alpha3 === '---' ? undefined : alpha3, zh, en: en.join(' ') }];
    }),
);

/** Codes of {@link COUNTRIES}. */
export const COUNTRY_CODES: ReadonlySet<string> = new Set(COUNTRIES.keys());

/** China, also where bonded goods are dispatched from. */
export const CHINA = '142';
