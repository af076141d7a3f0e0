package io.procession.internal.launch;

import java.util.ArrayList;
import java.util.List;

/**
 * The syntax of the {@code @argfile} of the {@code java} launcher: white space separates, quotes
 * hold together, # comments.
 */
final class ArgFile {

    private ArgFile() {}

    /** The text of a file that holds these arguments, one a line. */
    static String format(List<String> arguments) {
        StringBuilder text = new StringBuilder();
        for (String argument : arguments) {
            text.append('"')
                    .append(argument.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\"\n");
        }
        return text.toString();
    }

    /** The arguments that stand in the text. */
    static List<String> parse(String text) {
        return new Parser(text).parse();
    }

    private static final class Parser {

        private final String text;
        private final List<String> arguments = new ArrayList<>();
        private final StringBuilder argument = new StringBuilder();
        private boolean inArgument;
        private int position;

        Parser(String text) {
            this.text = text;
        }

        List<String> parse() {
            while (position < text.length()) {
                char c = text.charAt(position++);
                if (Character.isWhitespace(c)) {
                    endArgument();
                } else if (c == '#' && !inArgument) {
                    skipLine();
                } else if (c == '"' || c == '\'') {
                    inArgument = true;
                    quoted(c);
                } else if (c == '\\' && atLineEnd()) {
                    skipLineEndAndIndent();
                } else {
                    inArgument = true;
                    argument.append(c);
                }
            }
            endArgument();
            return arguments;
        }

        private void endArgument() {
            if (inArgument) {
                arguments.add(argument.toString());
                argument.setLength(0);
                inArgument = false;
            }
        }

        private void quoted(char quote) {
            while (position < text.length()) {
                char c = text.charAt(position++);
                if (c == quote) {
                    return;
                }
                if (c == '\\' && atLineEnd()) {
                    skipLineEndAndIndent();
                } else if (c == '\\' && position < text.length()) {
                    argument.append(unescaped(text.charAt(position++)));
                } else {
                    argument.append(c);
                }
            }
        }

        private static char unescaped(char c) {
            return switch (c) {
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'f' -> '\f';
                default -> c;
            };
        }

        private boolean atLineEnd() {
            return position < text.length() && isLineEnd(text.charAt(position));
        }

        private void skipLine() {
            while (position < text.length() && !isLineEnd(text.charAt(position))) {
                position++;
            }
        }

        private void skipLineEndAndIndent() {
            while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
                position++;
            }
        }

        private static boolean isLineEnd(char c) {
            return c == '\n' || c == '\r';
        }
    }
}
