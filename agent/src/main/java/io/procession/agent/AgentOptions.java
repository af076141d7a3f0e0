package io.procession.agent;

import java.util.ArrayList;
import java.util.List;

/**
 * What stands behind {@code -javaagent:procession-agent.jar=}.
 *
 * @param reports whether everything that the weaver has to say is printed
 * @param prefixes of the internal names of the classes to look at; empty means all
 */
record AgentOptions(boolean reports, List<String> prefixes) {

    /**
     * Reads the options.
     *
     * @throws IllegalArgumentException for a word that is neither a package nor {@code report}
     */
    static AgentOptions parse(String text) {
        boolean reports = false;
        List<String> prefixes = new ArrayList<>();
        for (String word : text.split(",")) {
            String option = word.strip();
            if (option.equals("report")) {
                reports = true;
            } else if (isName(option)) {
                prefixes.add(option.replace('.', '/'));
            } else if (!option.isEmpty()) {
                throw new IllegalArgumentException(
                        "option of the procession agent is neither 'report' nor a package: "
                                + option
                                + "; as in -javaagent:procession-agent.jar=report,com.acme");
            }
        }
        return new AgentOptions(reports, List.copyOf(prefixes));
    }

    /** Whether a class is in one of the packages, or is one that was named. */
    boolean include(String internalName) {
        for (String prefix : prefixes) {
            if (isIn(internalName, prefix)) {
                return true;
            }
        }
        return prefixes.isEmpty();
    }

    private static boolean isIn(String internalName, String prefix) {
        return internalName.startsWith(prefix)
                && (internalName.length() == prefix.length()
                        || internalName.charAt(prefix.length()) == '/'
                        || internalName.charAt(prefix.length()) == '$');
    }

    private static boolean isName(String option) {
        for (String part : option.split("\\.", -1)) {
            if (part.isEmpty()
                    || !Character.isJavaIdentifierStart(part.charAt(0))
                    || !part.chars().allMatch(Character::isJavaIdentifierPart)) {
                return false;
            }
        }
        return true;
    }
}
