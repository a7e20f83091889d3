import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import org.apache.axis.components.encoding.XMLEncoder;

/**
 * Writes texts as they are. Axis' own encoder writes 😀 and whatever else is beyond U+FFFF as two halves, which is not
 * XML, and every server refuses the message. META-INF/services names this one instead.
 */
public final class Utf8 implements XMLEncoder {
    @Override
    public String getEncoding() {
        return "UTF-8";
    }

    @Override
    public String encode(String text) {
        var out = new StringWriter();
        try {
            writeEncoded(out, text == null ? "" : text);
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
        return out.toString();
    }

    @Override
    public void writeEncoded(Writer out, String text) throws IOException {
        for (char letter : text.toCharArray()) {
            if (letter == '&') out.write("&amp;");
            else if (letter == '<') out.write("&lt;");
            else if (letter == '>') out.write("&gt;");
            else if (letter == '"') out.write("&quot;");
            else if (letter == '\r') out.write("&#xD;"); // as it is, it would arrive as a line feed
            else out.write(letter);
        }
    }
}
