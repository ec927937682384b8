@echo off
rem Double-click this file to start Handrail on Windows. The window stays open, so that what it says can be read.
cd /d "%~dp0"
where py >nul 2>nul && (set "PYTHON=py -3") || (set "PYTHON=python")
%PYTHON% --version >nul 2>nul
if errorlevel 1 (
    echo Handrail needs Python 3.11 or newer. Get it from https://www.python.org/downloads/ and start again.
    pause
    exit /b 2
)
%PYTHON% start.py %*
echo.
pause
