/**
 * Words that cannot be names in one of the languages whose generators we care for, in lower case; case does not help,
 * since some of the languages do not look at it. Words of newer language versions that stay usable as names (C# `value`,
 * Java `record`) are not among them.
 */
const byLanguage = {
  c: `auto break case char const continue default do double else enum extern float for goto if inline int long register
    restrict return short signed sizeof static struct switch typedef union unsigned void volatile while`,
  cpp: `alignas alignof and and_eq asm bitand bitor bool catch char8_t char16_t char32_t class compl concept consteval
    constexpr constinit const_cast co_await co_return co_yield decltype delete dynamic_cast explicit export false friend
    import module mutable namespace new noexcept not not_eq nullptr operator or or_eq private protected public
    reinterpret_cast requires static_assert static_cast template this thread_local throw true try typeid typename using
    virtual wchar_t xor xor_eq`,
  csharp: `abstract as base byte checked decimal delegate event finally fixed foreach implicit in interface internal is lock
    null object out override params readonly ref sbyte sealed stackalloc string uint ulong unchecked unsafe ushort`,
  java: 'assert boolean extends final implements instanceof native package strictfp super synchronized throws transient',
  php: `array callable clone declare die echo elseif empty enddeclare endfor endforeach endif endswitch endwhile eval exit fn
    function global include include_once insteadof isset list match print require require_once trait unset use var yield`,
  python: 'async await def del elif except from lambda none nonlocal pass raise with',
  javascript: 'arguments debugger let typeof undefined',
  apex: `activate any autonomous begin bigdecimal blob bulk by cast collect commit currency date datetime desc end exception
    group having hint insert integer into join like limit loop map merge number of on outer parallel pragma retrieve
    rollback savepoint search select set sobject sort system testmethod then time today tolabel tomorrow transaction
    trigger undelete update upsert webservice when where yesterday`,
  abap: 'me super sy syst screen space table_line',
}

export const keywords: ReadonlySet<string> = new Set(
  Object.values(byLanguage).flatMap((words) => words.trim().split(/\s+/)),
)
