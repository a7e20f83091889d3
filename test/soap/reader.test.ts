import { echo, decode, decodeValue, faultOf, SHOP } from './shop.ts'

/** An Echo request of which this is the whole text, or the content of its `text` field. */
const text = (value: string) => decodeValue('text', value)

describe('text is read exactly', () => {
  test.each([
    ['blanks stay', '  a \n\t b ', '  a \n\t b '],
    ['an empty element is an empty text', '', ''],
    ['the five entities', '&lt;&gt;&amp;&quot;&apos;', '<>&"\''],
    ['character references, decimal and hexadecimal', '&#65;&#x1F600;&#x6a;&#13;', 'A😀j\r'],
    ['line ends become one line feed', 'a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['CDATA', 'a<![CDATA[<b>&amp;]]]]><![CDATA[>\r\n]]>c', 'a<b>&amp;]]>\nc'],
    ['comments are no text', 'a<!-- <b> & -->b<!---->c', 'abc'],
    ['a bracket, two brackets, a greater sign', ']a]]b>', ']a]]b>'],
    ['characters beyond the first plane', '𝒳 é 中 \u2028', '𝒳 é 中 \u2028'],
  ])('%s', (_, written, value) => {
    expect(text(written)).toBe(value)
  })
})

describe('a document may have', () => {
  const content = '<values><text>a</text></values>'
  test.each([
    ['an XML declaration', `<?xml version="1.0"?><Echo xmlns="${SHOP}">${content}</Echo>`],
    [
      'all of it',
      `<?xml version='1.0' encoding='utf-8' standalone="yes" ?>\n<Echo xmlns="${SHOP}">${content}</Echo>\n`,
    ],
    ['comments around the root', `<!-- a --><Echo xmlns="${SHOP}">${content}</Echo><!-- b -->\n<!-- c -->`],
    ['a prefix', `<s:Echo xmlns:s="${SHOP}"><s:values><s:text>a</s:text></s:values></s:Echo>`],
    [
      'prefixes declared anew',
      `<s:Echo xmlns:s="${SHOP}"><values xmlns='${SHOP}' xmlns:s="b"><text>a</text></values></s:Echo>`,
    ],
    ['blanks wherever tags allow them', `<Echo\n xmlns = "${SHOP}" ><values\t><text >a</text\n></values ></Echo\r>`],
    [
      'blanks, comments and references to blanks between elements',
      `<Echo xmlns="${SHOP}"> <!-- x -->&#32;<values>\n<text>a</text></values> </Echo>`,
    ],
    [
      'attributes of XML Schema instances',
      `<Echo xmlns="${SHOP}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="a&#10;b" i:noNamespaceSchemaLocation='c\td\r\ne'>${content}</Echo>`,
    ],
    ['a namespace written with references', `<Echo xmlns="urn:test&#58;shop:v1">${content}</Echo>`],
  ])('%s', (_, xml) => {
    expect(decode(xml)).toEqual({ values: { text: 'a', pair: [] } })
  })
})

describe('not well-formed is refused:', () => {
  const root = `Echo xmlns="${SHOP}"`
  test.each([
    ['nothing', '', 'an element is expected (line 1, column 1)'],
    ['only text', 'abc', 'an element is expected'],
    ['a DTD', `<!DOCTYPE Echo [<!ENTITY a "b">]><${root}/>`, 'a DTD is not allowed'],
    ['a DTD inside', `<${root}><!DOCTYPE a></Echo>`, 'a DTD is not allowed'],
    ['a processing instruction before', `<?php x ?><${root}/>`, 'processing instructions are not allowed'],
    ['a processing instruction inside', `<${root}><?a b?></Echo>`, 'processing instructions are not allowed'],
    ['a processing instruction in a text', echo('<text>a<?a b?></text>'), 'processing instructions are not allowed'],
    [
      'an XML declaration that is not first',
      ` <?xml version="1.0"?><${root}/>`,
      'processing instructions are not allowed',
    ],
    ['XML 1.1', `<?xml version="1.1"?><${root}/>`, 'the XML declaration is not one of XML 1.0'],
    [
      'a declaration without version',
      `<?xml encoding="utf-8"?><${root}/>`,
      'the XML declaration is not one of XML 1.0',
    ],
    ['two roots', `<${root}><values/></Echo><a/>`, 'something follows the root element'],
    ['text after the root', `<${root}><values/></Echo>x`, 'something follows the root element'],
    ['a wrong end tag', `<${root}><values></Echo>`, '</values> is expected'],
    ['an end tag that goes on', `<${root}><values></valuesx></Echo>`, '</values> is expected'],
    ['an end tag with an attribute', `<${root}><values></values a="b"></Echo>`, '</values> is expected'],
    ['an open tag', `<${root}`, "a tag ends with '>'"],
    ['an open element', `<${root}>`, 'it ends too early (line 1, column 32)'],
    ['an open text', `<${root}><values><text>a`, 'it ends too early'],
    ['an open comment', `<${root}><!-- a`, '<!-- has no end'],
    ['an open CDATA', echo('<text><![CDATA[a</text>'), '<![CDATA[ has no end'],
    ['two dashes in a comment', `<${root}><!-- a -- b --></Echo>`, "'--' must not stand in a comment"],
    ['three dashes at its end', `<${root}><!-- a ---></Echo>`, "'--' must not stand in a comment"],
    [
      'two dashes in a comment after the root',
      `<${root}><values/></Echo><!-- a -- b -->`,
      "'--' must not stand in a comment",
    ],
    ['the end of CDATA in text', echo('<text>a]]>b</text>'), "']]>' must not stand in text"],
    ['a single ampersand', echo('<text>a & b</text>'), "'&' starts no reference"],
    ['an ampersand at the end', echo('<text>a &'), "'&' starts no reference"],
    ['an unknown entity', echo('<text>&nbsp;</text>'), "'&' starts no reference"],
    ['an entity named like a part of JavaScript', echo('<text>&constructor;</text>'), "'&' starts no reference"],
    ['a reference to a control character', echo('<text>&#1;</text>'), "'&' starts no reference"],
    ['a reference to half a surrogate pair', echo('<text>&#xD800;</text>'), "'&' starts no reference"],
    ['a reference beyond Unicode', echo('<text>&#x110000;</text>'), "'&' starts no reference"],
    ['a reference without number', echo('<text>&#;</text>'), "'&' starts no reference"],
    ['a reference that is too long', echo('<text>&#00000000000065;</text>'), "'&' starts no reference"],
    ['a control character', echo('<text>a\u0001b</text>'), 'the character U+0001 is not allowed'],
    ['a control character in an attribute', `<${root} a="\u0000"/>`, 'the character U+0000 is not allowed'],
    ['a control character in a comment', `<${root}><!--\u0007--></Echo>`, 'the character U+0007 is not allowed'],
    ['a control character in CDATA', echo('<text><![CDATA[\u001f]]></text>'), 'the character U+001F is not allowed'],
    ['half a surrogate pair', echo('<text>\ud83d</text>'), 'the character U+D83D is not allowed'],
    ['a character that is none', echo('<text>\uffff</text>'), 'the character U+FFFF is not allowed'],
    ['a name that begins with a digit', `<${root}><1a/></Echo>`, 'a name or its prefix is not valid'],
    ['a name with a multiplication sign', `<${root}><a×b/></Echo>`, 'a name or its prefix is not valid'],
    ['a name that begins with a combining sign', `<${root}><\u0301a/></Echo>`, 'a name or its prefix is not valid'],
    ['no name', `<${root}>< a=""/></Echo>`, 'a name or its prefix is not valid'],
    ['two colons in a name', `<${root} xmlns:a="b"><a:b:c/></Echo>`, 'a name or its prefix is not valid'],
    ['a name that begins with a colon', `<${root}><:a/></Echo>`, 'a name or its prefix is not valid'],
    ['a prefix that is not declared', `<${root}><a:b/></Echo>`, 'a name or its prefix is not valid'],
    ['a prefix declared elsewhere', `<${root}><values xmlns:a="b"/><a:b/></Echo>`, 'a name or its prefix is not valid'],
    ['an attribute prefix that is not declared', `<${root} a:b="c"/>`, 'an attribute name or its prefix is not valid'],
    ['an attribute without value', `<${root} a/>`, 'an attribute needs a name and a value'],
    ['an attribute without quotes', `<${root} a=b/>`, 'an attribute value needs quotes'],
    ['a less sign in an attribute', `<${root} a="<"/>`, "'<' must not stand in an attribute value"],
    ['an open attribute', `<${root} a="b`, 'it ends too early'],
    ['attributes without a blank between', `<${root} a="b"c="d"/>`, "a tag ends with '>'"],
    ['an attribute twice', `<${root} a="b" a="c"/>`, 'the attribute a stands twice'],
    [
      'an attribute twice by two prefixes',
      `<${root} xmlns:a="n" xmlns:b="n" a:c="" b:c=""/>`,
      'the attribute c stands twice',
    ],
    ['a prefix declared twice', `<${root} xmlns:a="b" xmlns:a="c"/>`, 'a namespace prefix is declared twice'],
    ['a prefix without namespace', `<${root} xmlns:a=""/>`, 'the prefix a has an empty namespace'],
    ['an empty prefix', `<${root} xmlns:="a"/>`, 'a prefix must be a name'],
    ['a prefix that is no name', `<${root} xmlns:1="a"/>`, 'a prefix must be a name'],
    ['the prefix xmlns', `<${root} xmlns:xmlns="a"/>`, 'the prefix xmlns must not be declared'],
    [
      'the prefix xml for another namespace',
      `<${root} xmlns:xml="a"/>`,
      'the prefix xml and its namespace belong together',
    ],
    [
      'another prefix for the namespace of xml',
      `<${root} xmlns:a="http://www.w3.org/XML/1998/namespace"/>`,
      'the prefix xml and its namespace belong together',
    ],
    [
      'the namespace of xmlns',
      `<${root} xmlns:a="http://www.w3.org/2000/xmlns/"/>`,
      'the namespace of xmlns must not be declared',
    ],
    ['a slash in a tag', `<${root}><values/ ></Echo>`, "a tag ends with '>'"],
  ])('%s', (_, xml, rule) => {
    const fault = faultOf(() => decode(xml))
    expect(fault.code).toBe('INVALID_REQUEST')
    expect(fault.text).toMatch(/^the message is not well-formed XML: .* \(line \d+, column \d+\)$/)
    expect(fault.text).toContain(rule)
  })
})

test('names may use all letters of XML', () => {
  const fault = faultOf(() => decode(echo('<größe·1\u0301/>')))
  expect(fault.text).toMatch(/^Echo\/values\/größe·1\u0301: the element is not expected/)
  expect(faultOf(() => decode(echo('<\u{10000}a/>'))).text).toContain('the element is not expected')
})

test('line and column count every kind of line end', () => {
  const fault = faultOf(() => decode(`<Echo xmlns="${SHOP}">\r\n<values>\r  <text>&;</text>`))
  expect(fault.text).toContain('(line 3, column 9)')
})

test('names that mean something to JavaScript do nothing', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    expect(faultOf(() => decode(echo(`<${name}>x</${name}>`))).text).toContain(
      `Echo/values/${name}: the element is not expected`,
    )
    expect(faultOf(() => decode(`<Echo xmlns="${SHOP}" ${name}="x"/>`)).text).toBe(
      `Echo: the attribute ${name} is not expected`,
    )
  }
  expect(({} as Record<string, unknown>)['x']).toBeUndefined()
})
