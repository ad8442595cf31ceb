"""What may be typed on the pages of an account."""

from .gate import Gate
from .passwords import FirstPassword, ForgottenPassword, NewPassword, PasswordAgain, PasswordFromLink
from .second_factor import AuthenticatorApp, KeyName, NewKey, SecondFactor, SecondFactorAgain
from .settings import ForMember, Leaving, NewAddress, RoleGrant, Settings
from .sign_in import SignIn, SignUp, SignUpFromProvider

__all__ = [
    "AuthenticatorApp",
    "FirstPassword",
    "ForMember",
    "ForgottenPassword",
    "Gate",
    "KeyName",
    "Leaving",
    "NewAddress",
    "NewKey",
    "NewPassword",
    "PasswordAgain",
    "PasswordFromLink",
    "RoleGrant",
    "SecondFactor",
    "SecondFactorAgain",
    "Settings",
    "SignIn",
    "SignUp",
    "SignUpFromProvider",
]
