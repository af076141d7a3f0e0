package io.procession.internal.snapshot;

import java.util.Set;

/**
 * Classes known from attacks by deserialisation: never decoded, whatever a user's filter says. A
 * program that really sends one can register a Codec for it.
 */
final class Gadgets {

    private static final Set<String> CLASSES =
            Set.of(
                    "com.mchange.v2.c3p0.JndiRefForwardingDataSource",
                    "com.mchange.v2.c3p0.WrapperConnectionPoolDataSource",
                    "com.sun.jndi.rmi.registry.BindingEnumeration",
                    "com.sun.rowset.JdbcRowSetImpl",
                    "java.rmi.server.RemoteObjectInvocationHandler",
                    "java.rmi.server.UnicastRemoteObject",
                    "java.security.SignedObject",
                    "javax.management.BadAttributeValueExpException",
                    "javax.management.remote.rmi.RMIConnectionImpl_Stub",
                    "javax.swing.JEditorPane",
                    "org.apache.xalan.xsltc.trax.TemplatesImpl",
                    "org.hibernate.jmx.StatisticsService",
                    "org.hibernate.tuple.component.AbstractComponentTuplizer",
                    "org.mozilla.javascript.NativeJavaObject",
                    "sun.reflect.annotation.AnnotationInvocationHandler",
                    "sun.rmi.server.ActivationGroupImpl",
                    "sun.rmi.server.UnicastRef",
                    "sun.rmi.transport.DGCClient");

    private static final String[] PACKAGES = {
        "bsh.",
        "clojure.core$",
        "com.sun.jndi.",
        "com.sun.org.apache.xalan.internal.xsltc.trax.",
        "com.sun.org.apache.bcel.internal.util.",
        "net.sf.json.",
        "org.apache.commons.beanutils.",
        "org.apache.commons.collections.functors.",
        "org.apache.commons.collections4.functors.",
        "org.apache.commons.fileupload.disk.",
        "org.apache.myfaces.",
        "org.codehaus.groovy.runtime.",
        "org.jboss.interceptor.",
        "org.python.core.",
        "org.springframework.beans.factory.support.",
        "org.springframework.core.SerializableTypeWrapper",
        "org.springframework.transaction.jta."
    };

    private Gadgets() {}

    /** Whether a class of this name, or of arrays of it, is refused. */
    static boolean refuse(String className) {
        String name = elementName(className);
        if (name.startsWith("java.util.") || name.startsWith("java.lang.")) {
            return false;
        }
        if (CLASSES.contains(name)) {
            return true;
        }
        for (String each : PACKAGES) {
            if (name.startsWith(each)) {
                return true;
            }
        }
        return false;
    }

    private static String elementName(String className) {
        int start = className.lastIndexOf('[') + 1;
        boolean isArray = start > 0 && className.startsWith("L", start) && className.endsWith(";");
        return isArray ? className.substring(start + 1, className.length() - 1) : className;
    }
}
